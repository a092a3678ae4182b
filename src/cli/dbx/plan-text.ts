/** Formats the plan of an installation, which is shown before the confirmation. Pure. */
import { bytes } from '../../lib/contract/bytes.ts';
import type {
	AskedPermission,
	InstallPlan,
	PlannedPup,
	PlannedWire,
	ProviderOption
} from '../../lib/contract/wiring.ts';
import { cellText } from './output.ts';

const safe = (text: string) => cellText('', text);
const SIGNATURES = {
	verified: 'signature verified',
	unsigned: 'not signed',
	failed: 'its signature is wrong'
} as const;

function pupLines(pup: PlannedPup): string[] {
	const facts = [
		`from ${safe(pup.sourceName)}`,
		SIGNATURES[pup.signature],
		pup.requiresInternet ? 'reaches the internet' : 'does not request the internet',
		pup.diskBytes === null ? null : `about ${bytes(pup.diskBytes)} of disk`,
		pup.memoryBytes === null ? null : `up to ${bytes(pup.memoryBytes)} of memory`
	].filter((fact) => fact !== null);
	const ports = pup.hostPorts.map(({ name, port, type }) => `${safe(name)} (${port} ${type})`).join(', ');
	return [
		`  ${safe(pup.name)} ${safe(pup.version)}: ${facts.join(', ')}.`,
		...(pup.pages.length > 0 ? [`    Web pages: ${pup.pages.map(safe).join(', ')}.`] : []),
		...(ports === '' ? [] : [`    Requests ports of the home network: ${ports}.`]),
		...pup.devices.map(
			({ node, what, severityLabel }) =>
				`    Requests ${node}, ${what} (${severityLabel}). It gets the device only when you allow it.`
		),
		...(pup.needsSettings ? ['    Starts only after its settings are saved.'] : []),
		...(pup.keptData ? ['    Reuses the data of an earlier installation.'] : [])
	];
}

function groupLine(wire: PlannedWire, group: AskedPermission): string {
	const state = group.granted ? 'Granted' : 'Not granted';
	const words = [group.severityLabel, group.description, group.severityMeaning].map(safe).filter(Boolean);
	const how = group.optional && !group.granted ? ` (--grant "${safe(wire.interface)}=${safe(group.name)}")` : '';
	return `    ${state}: ${safe(group.name)}: ${words.map((text) => text.replace(/\.?$/, '.')).join(' ')}${how}`;
}

/** Describes a pup that could provide an interface. */
export const optionWords = ({ name, version, installed }: ProviderOption) =>
	`${safe(name)} ${safe(version)}${installed ? ', which you have' : ''}`;

function wireLines(wire: PlannedWire): string[] {
	const others = wire.options.filter(({ key }) => key !== wire.provider?.key);
	return [
		`  ${safe(wire.text)}`,
		...wire.permissions.map((group) => groupLine(wire, group)),
		...(others.length > 0
			? [`    Could be provided by: ${others.map(optionWords).join('; ')} (--provide "${safe(wire.interface)}=PUP").`]
			: [])
	];
}

/** @param publish names of the pup's own ports that are opened */
export function planText(plan: InstallPlan, publish: readonly string[] = []): string {
	const { bytes: needed, free } = plan.disk;
	const disk = `Disk: about ${bytes(needed)}${free === null ? '' : `; ${bytes(free)} are free`}.`;
	return [
		safe(plan.text),
		'Installed, in this order:',
		...plan.installs.flatMap(pupLines),
		...(plan.wires.length > 0 ? ['Who uses what:', ...plan.wires.flatMap(wireLines)] : []),
		publish.length > 0
			? `Opened to the home network: ${publish.map(safe).join(', ')}.`
			: 'No port is opened to the home network.',
		disk,
		...plan.notes.map((note) => `Note: ${safe(note)}`),
		...plan.conflicts.map(({ reason, hint }) => `Not possible: ${safe(reason)} ${safe(hint)}`)
	].join('\n');
}
