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
	store: [EVERYDAY, 'What can be installed.'],
	sources: [EVERYDAY, 'Where pups come from.'],
	jobs: [EVERYDAY, 'Work that takes a while: look at it, wait for it, cancel it.'],
	events: [EVERYDAY, 'What changes, as it changes.'],
	config: [FURTHER, 'Earlier settings of a pup.'],
	files: [FURTHER, 'Files in the storage of a pup.'],
	terminals: [FURTHER, 'Shells in pups that are left open.'],
	wiring: [FURTHER, 'Who provides what to a pup, and what it may reach.'],
	connections: [FURTHER, 'Who talks with whom.'],
	ports: [FURTHER, 'Ports and pages of a pup.'],
	networks: [FURTHER, 'Networks on which boxes find each other.'],
	images: [FURTHER, 'Stored images to create boxes from.'],
	attention: [MACHINE, 'What needs you.'],
	box: [MACHINE, 'Its name, load, disks and log.'],
	metrics: [MACHINE, 'Its figures for Prometheus.'],
	setup: [MACHINE, 'First boot.'],
	openapi: [MACHINE, 'The API as a document.'],
	sessions: [ACCESS, 'Who is logged in.'],
	password: [ACCESS, 'Change or reset the password.'],
	keys: [ACCESS, 'Whether the keys are locked.'],
	tokens: [ACCESS, 'API tokens for programs.'],
	caller: [ACCESS, 'As whom you call.'],
	audit: [ACCESS, 'Who did what.'],
	notifications: [ACCESS, 'Where you are told of what needs you.'],
	webhooks: [ACCESS, 'Programs that are told of each change.'],
	dbx: [FURTHER, 'What pups ask of the box, at the gateway alone.']
};
