/** Description of each resource's commands, and its heading in `dbx --help`. */

/** Heading of the commands that are used most. */
export const EVERYDAY = 'Pups and boxes:';
const FURTHER = 'More of pups and boxes:';
const MACHINE = 'This Dogebox:';
const ACCESS = 'Access and notices:';
/** Heading of the commands on `dbx` itself. */
export const HERE = 'This program:';

/** Heading and description by resource, in the order of the help. */
export const RESOURCES: Readonly<Record<string, readonly [heading: string, about: string]>> = {
	pups: [EVERYDAY, 'Installed pups: list, install, start, stop, update, logs, settings, remove.'],
	boxes: [EVERYDAY, 'Boxes: create, start, stop, exec, files, snapshots, remove.'],
	store: [EVERYDAY, 'Pups that can be installed.'],
	sources: [EVERYDAY, 'Where pups come from.'],
	jobs: [EVERYDAY, 'Long-running work: list, wait, cancel.'],
	events: [EVERYDAY, 'Changes of the box, as they happen.'],
	config: [FURTHER, 'Earlier settings of a pup.'],
	files: [FURTHER, 'Files in the storage of a pup.'],
	terminals: [FURTHER, 'Open shells in pups.'],
	wiring: [FURTHER, 'Providers and reach of a pup.'],
	connections: [FURTHER, 'Connections between pups.'],
	ports: [FURTHER, 'Ports and pages of a pup.'],
	networks: [FURTHER, 'Networks on which boxes find each other.'],
	images: [FURTHER, 'Stored images to create boxes from.'],
	attention: [MACHINE, 'What needs your attention.'],
	box: [MACHINE, 'Its name, load, disks and log.'],
	metrics: [MACHINE, 'Metrics for Prometheus.'],
	setup: [MACHINE, 'First boot.'],
	openapi: [MACHINE, 'The OpenAPI document.'],
	sessions: [ACCESS, 'Who is logged in.'],
	password: [ACCESS, 'Change or reset the password.'],
	keys: [ACCESS, 'Whether the keys are locked.'],
	tokens: [ACCESS, 'API tokens for programs.'],
	caller: [ACCESS, 'Your identity and scopes.'],
	audit: [ACCESS, 'Who did what.'],
	notifications: [ACCESS, 'Destinations of notifications.'],
	webhooks: [ACCESS, 'Webhooks for changes.'],
	dbx: [FURTHER, 'Calls for pups, only at the gateway.']
};
