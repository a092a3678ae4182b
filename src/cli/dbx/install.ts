/** `dbx pups install` shows the plan, and carries it out after a confirmation. */
import type { Command } from 'commander';
import type { InstallPlan, PlanChoice, PlanGrant, PlannedWire } from '../../lib/contract/wiring.ts';
import type { Session } from './around.ts';
import { askYes } from './ask.ts';
import { EXIT, Failure } from './failure.ts';
import { printOutcome, waitForJob } from './jobs.ts';
import { cellText } from './output.ts';
import { optionWords, planText } from './plan-text.ts';
import { collect, needHidden, pairs, readBody } from './values.ts';

interface Offer {
	sourceId: string;
	sourceName: string;
	name: string;
}

/**
 * Returns the pup of the store with a given name.
 * @throws Failure when none or several have the name
 */
async function offerOf(session: Session, name: string, source: string | undefined): Promise<Offer> {
	const { pups } = await session.connection().json<{ pups: Offer[] }>({ method: 'GET', path: '/store' });
	const same = pups.filter(
		(one) =>
			one.name.toLowerCase() === name.toLowerCase() &&
			(source === undefined || [one.sourceId, one.sourceName.toLowerCase()].includes(source.toLowerCase()))
	);
	const [offer] = same;
	if (!offer)
		throw new Failure(EXIT.notFound, `The store has no pup “${name}”.`, { hint: 'See dbx store for the list.' });
	if (same.length === 1) return offer;
	const sources = same.map((one) => cellText('', one.sourceName)).join(', ');
	throw new Failure(EXIT.usage, `Several sources have “${name}”: ${sources}.`, { hint: 'Choose one with --source.' });
}

interface InstallOptions {
	source?: string;
	version?: string;
	start: boolean;
	config?: string;
	grant?: string[];
	provide?: string[];
	publish?: string[];
	yes?: boolean;
	plan?: boolean;
	watch?: boolean;
}

/** Input of a plan; the installation repeats it. */
interface PlanInput {
	version?: string;
	choices: PlanChoice[];
	grants: PlanGrant[];
}

/**
 * Finds the need for an interface: that of the pup itself, otherwise of the only other pup that has
 * it.
 */
function wireOf(plan: InstallPlan, name: string, fits: (wire: PlannedWire) => boolean): PlannedWire {
	const asked = plan.installs.find((pup) => pup.asked)?.key;
	const all = plan.wires.filter((wire) => wire.interface === name);
	const some = all.filter(fits);
	const own = some.find(({ of }) => of === asked);
	if (own || some.length === 1) return own ?? some[0]!;
	if (some.length > 1) {
		const users = some.map(({ ofName }) => cellText('', ofName)).join(', ');
		throw new Failure(EXIT.usage, `Several pups need “${name}”: ${users}.`, {
			hint: 'Install them one after another, or change the provider afterwards: dbx wiring.'
		});
	}
	const names = [...new Set(plan.wires.map((wire) => cellText('', wire.interface)))].join(', ');
	throw all.length > 0
		? new Failure(EXIT.usage, `“${name}” has no such permission.`, { hint: 'dbx pups install --plan shows it.' })
		: new Failure(EXIT.usage, `Nothing in this installation needs “${name}”.`, {
				hint: names === '' ? undefined : `It needs: ${names}.`
			});
}

/**
 * Converts `INTERFACE=PUP` to a choice; an empty pup means nobody.
 * @throws Failure for a pup that cannot provide the interface
 */
export function choiceOf(plan: InstallPlan, name: string, pup: string): PlanChoice {
	const { of, options, optional } = wireOf(plan, name, () => true);
	if (pup === '' && optional) return { of, interface: name, provider: null };
	const same = options.filter(({ key, name: its }) => key === pup || its.toLowerCase() === pup.toLowerCase());
	if (same.length === 1) return { of, interface: name, provider: same[0]!.key };
	throw new Failure(EXIT.usage, `${same.length > 1 ? 'More than one' : 'No'} pup “${pup}” could provide “${name}”.`, {
		hint: `There are: ${options.map((one) => `${optionWords(one)} (${cellText('', one.key)})`).join('; ')}.`
	});
}

/**
 * Converts `INTERFACE=GROUP` to a grant. @throws Failure for a group that is not requested there
 */
export function grantOf(plan: InstallPlan, name: string, group: string): PlanGrant {
	const { of } = wireOf(plan, name, ({ permissions }) => permissions.some((one) => one.name === group));
	return { of, interface: name, group };
}

/** @throws Failure for a port that the pup does not request */
export function needPorts(plan: InstallPlan, names: readonly string[]): void {
	const ports = plan.installs.find((pup) => pup.asked)?.hostPorts ?? [];
	const other = names.find((name) => !ports.some((port) => port.name === name));
	if (other === undefined) return;
	const known = ports.map(({ name }) => cellText('', name)).join(', ');
	throw new Failure(EXIT.usage, `It does not request the port “${other}” of the home network.`, {
		hint: known === '' ? 'It requests none.' : `It requests: ${known}.`
	});
}

const givenPairs = (given: readonly string[] = [], what: string) =>
	given.flatMap((one) => Object.entries(pairs([one], what)));

/**
 * Creates the plan with all choices. Each choice is looked up in the plan that the previous one led
 * to.
 */
async function createPlan(session: Session, store: string, options: InstallOptions) {
	const input: PlanInput = {
		...(options.version !== undefined && { version: options.version }),
		choices: [],
		grants: []
	};
	const ask = () => session.connection().json<InstallPlan>({ method: 'POST', path: `${store}/plan`, json: input });
	let plan = await ask();
	for (const [name, pup] of givenPairs(options.provide, 'provider')) {
		input.choices.push(choiceOf(plan, name, pup));
		plan = await ask();
	}
	input.grants = givenPairs(options.grant, 'permission').map(([name, group]) => grantOf(plan, name, group));
	if (input.grants.length > 0) plan = await ask();
	needPorts(plan, options.publish ?? []);
	return { input, plan };
}

/** Shows the plan and prompts. @throws Failure without a confirmation */
async function confirm({ around, json }: Session, shown: string, yes: boolean | undefined): Promise<void> {
	const asks = !yes && around.terminal.in && around.terminal.err;
	if (!json || asks) around.err(`${shown}\n`);
	if (yes) return;
	if (!asks) {
		throw new Failure(EXIT.usage, 'There is no terminal to confirm this plan.', {
			hint: 'Check it with --plan, then confirm with --yes.'
		});
	}
	if (!(await askYes('Install this?'))) throw new Failure(EXIT.saidNo, 'Nothing was installed.');
}

async function install(session: Session, name: string, options: InstallOptions): Promise<void> {
	const connection = session.connection();
	if (options.config !== undefined) needHidden('--config', options.config);
	const config = options.config === undefined ? {} : { config: readBody(options.config) };
	const offer = await offerOf(session, name, options.source);
	const store = `/store/${encodeURIComponent(offer.sourceId)}/${encodeURIComponent(offer.name)}`;
	const { input, plan } = await createPlan(session, store, options);
	const shown = planText(plan, options.publish);
	const [conflict] = plan.conflicts;
	if (options.plan) session.around.out(session.json ? `${JSON.stringify(plan)}\n` : `${shown}\n`);
	else if (conflict && !session.json) session.around.err(`${shown}\n`);
	if (conflict) throw new Failure(EXIT.conflict, cellText('', conflict.reason), { hint: cellText('', conflict.hint) });
	if (options.plan) return;
	await confirm(session, shown, options.yes);
	const begun = await connection.json<{ jobId: string; pupId: string }>({
		method: 'POST',
		path: '/pups',
		json: {
			sourceId: offer.sourceId,
			name: offer.name,
			...input,
			start: options.start,
			plan: plan.id,
			...(options.publish && { publish: options.publish }),
			...config
		}
	});
	if (options.watch) return printOutcome(session, await waitForJob(session, begun.jobId));
	session.around.out(
		session.json ? `${JSON.stringify(begun)}\n` : `It is being installed: dbx jobs wait ${begun.jobId}\n`
	);
}

/** Adds `dbx pups install`. */
export function addInstall(parent: Command, session: () => Session): void {
	parent
		.command('install <name>')
		.description('Installs a pup of the store with its dependencies, after you confirm the plan.')
		.option('--source <name>', 'id or name of the source, if several have it')
		.option('--version <version>', 'version; the newest otherwise')
		.option('--no-start', 'do not start it')
		.option('--config <json>', 'its settings: @FILE, or - for the standard input')
		.option('--provide <interface=pup>', 'provider of an interface, none without a name; repeatable', collect)
		.option('--grant <interface=group>', 'optional permission to grant; repeatable', collect)
		.option('--publish <port>', 'port to open to the home network; repeatable', collect)
		.option('--plan', 'show the plan and change nothing')
		.option('-y, --yes', 'confirm the plan; needed without a terminal')
		.option('-w, --watch', 'wait until it is installed')
		.action((name: string, options: InstallOptions) => install(session(), name, options));
}
