/** `dbx pup …`: the tools of pup makers. They need no box and no network; `publish` needs git. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { bytes } from '../../lib/contract/bytes.ts';
import { isBoxError } from '../../lib/contract/errors.ts';
import { showPlain } from '../../lib/contract/hidden-characters.ts';
import type { FolderReport, PackReport, PublishReport, SignReport } from '../pup/index.ts';
import type { Around, PupTools, Session } from './around.ts';
import { askSecret } from './ask.ts';
import { EXIT, Failure, fileFailure } from './failure.ts';

const PASSPHRASE = 'DOGEBOX_PUP_PASSPHRASE';

interface KeyOptions {
	key?: string;
	passphraseFile?: string;
}

type Reported = FolderReport | { report: FolderReport };

/** Converts errors of the tools to those of `dbx`. */
function asEnd(error: unknown, session: Session, tools: PupTools): unknown {
	const { around } = session;
	if (error instanceof Error && error.name === 'NotFit') {
		const { report } = error as unknown as Exclude<Reported, FolderReport>;
		if (session.json) around.out(`${tools.asJson([report])}\n`);
		else around.err(`${tools.asText(report, { colors: around.terminal.err, named: true })}\n`);
		return new Failure(EXIT.failed, 'Nothing was published: correct the errors first.', {
			hint: `dbx pup check ${report.folder.startsWith('/') ? report.folder : ''}`.trim()
		});
	}
	// No box is called here, so a TypeError does not come from an answer.
	if (error instanceof TypeError) return new Failure(EXIT.failed, `Something unexpected: ${error.message}.`);
	if (!isBoxError(error)) return error;
	const exit = error.status === 400 ? EXIT.usage : error.status === 409 ? EXIT.conflict : EXIT.failed;
	return new Failure(exit, error.message, { hint: error.hint });
}

/** Runs a tool. @throws Failure */
async function withTools(session: Session, does: (tools: PupTools) => Promise<void>): Promise<void> {
	const tools = await session.around.pupTools();
	try {
		await does(tools);
	} catch (error) {
		throw asEnd(error, session, tools);
	}
}

const line = (around: Around, text: string) => around.out(`${text}\n`);

/** Reads a passphrase from a file: its first line. */
function passphraseIn(file: string, folder: string): string {
	try {
		return readFileSync(file === '-' ? 0 : resolve(folder, file), 'utf8').split(/\r?\n/)[0]!;
	} catch (error) {
		throw fileFailure(error as NodeJS.ErrnoException, file);
	}
}

/**
 * Returns the passphrase of a key: from a file, from the environment, or by a prompt. Never from an
 * argument.
 */
async function passphraseOf(around: Around, file: string | undefined, question: string): Promise<string> {
	if (file !== undefined) return passphraseIn(file, around.folder);
	const given = around.env[PASSPHRASE];
	if (given !== undefined) return given;
	// Without a terminal, an open but silent input would block forever.
	if (around.terminal.in) return askSecret(question);
	const hint = `Give it with --passphrase-file FILE (- for the standard input), or as ${PASSPHRASE}.`;
	throw new Failure(EXIT.usage, 'A passphrase is needed, but there is no terminal to enter it.', { hint });
}

/** Prompts twice for a new passphrase; null when none is wanted. */
async function newPassphrase(around: Around, options: { file?: string | undefined; none: boolean }) {
	if (options.none) return null;
	const given = await passphraseOf(around, options.file, 'Passphrase of the new key');
	if (given === '')
		throw new Failure(EXIT.usage, 'The passphrase is empty.', { hint: 'Or use none: --no-passphrase.' });
	const asked = options.file === undefined && around.env[PASSPHRASE] === undefined && around.terminal.in;
	if (asked && (await askSecret('Once more')) !== given) throw new Failure(EXIT.usage, 'The two passphrases differ.');
	return given;
}

const loadKey = (tools: PupTools, { around }: Session, file: string, options: KeyOptions) =>
	tools.loadKey(
		file,
		() => passphraseOf(around, options.passphraseFile, `Passphrase of ${file}`),
		(sentence) => around.err(`${sentence}\n`),
		around.folder
	);

/** Parses SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/). */
function epoch(env: Around['env']): number | undefined {
	const text = env['SOURCE_DATE_EPOCH'];
	if (text === undefined || text === '') return undefined;
	// A tar header has eleven octal digits.
	if (/^\d{1,10}$/.test(text) && Number(text) < 8 ** 11) return Number(text);
	throw new Failure(EXIT.usage, 'SOURCE_DATE_EPOCH must be whole seconds since 1970.');
}

function packedText({ out, pups, publicKey }: PackReport): string {
	const lines = pups.flatMap((one) => {
		const name = showPlain(`${one.name} ${one.version}`);
		const said = {
			packed: `packed: ${one.file} (${bytes(one.size)})\n  sha256 ${one.sha256}\n  tree   ${one.treeHash}`,
			unchanged: 'already published, with this content',
			kept: 'already published with other content, and left unchanged'
		}[one.outcome];
		return [`${name}: ${said}`, ...one.warnings.map((warning) => `  warning  ${showPlain(warning, '�')}`)];
	});
	return [
		...lines,
		publicKey === null ? 'dogebox.json is not signed (--key FILE).' : `dogebox.json is signed. Owners pin ${publicKey}`,
		`Copy all of ${out} to a web server; owners add the address of its dogebox.json as a source.`
	].join('\n');
}

function publishedText(report: PublishReport): string {
	const pups = report.pups.map(
		({ name, version, location }) =>
			`  ${showPlain(`${name} ${version}`)}${location === '.' ? '' : ` (${showPlain(location)})`}`
	);
	const { tag, url, remote } = report;
	const head = report.already
		? `${tag} is already published, with this content:`
		: report.done
			? `Published as ${tag}:`
			: `Would be published as ${tag}:`;
	const end = report.already
		? []
		: report.done
			? [`Owners of a box see it when they refresh the source ${url}, or within six hours.`]
			: [`Nothing was changed. With --yes: git tag ${tag}; git push ${remote} ${tag}`];
	return [
		head,
		...pups,
		`  commit   ${report.commit}`,
		`  to       ${url}`,
		`  signed   ${report.signed ? 'yes, by dogebox.sums' : 'no (dbx pup sign)'}`,
		...report.warnings.map((warning) => `  warning  ${showPlain(warning, '�')}`),
		...end
	].join('\n');
}

const signedText = ({ folder, publicKey, pups }: SignReport) =>
	[
		...pups.map(({ location, treeHash }) => `${treeHash}  ${showPlain(location)}`),
		`dogebox.sums and dogebox.sums.minisig are written in ${folder}. Owners pin ${publicKey}`
	].join('\n');

/** Adds the commands that create and check pups. */
function addCreation(pup: Command, session: () => Session, exit: (code: number) => void): void {
	pup
		.command('new <name>')
		.description('Creates a new pup that already runs.')
		.option('-t, --template <template>', 'python, node or static', 'python')
		.option('--folder <folder>', 'target folder; ./NAME otherwise')
		.action((name: string, options: { template: string; folder?: string }) =>
			withTools(session(), async (tools) => {
				const { around, json } = session();
				const made = await tools.newPup(name, options, around.folder);
				line(around, json ? JSON.stringify(made) : tools.nextSteps(made));
			})
		);
	pup
		.command('check [folders...]')
		.description(
			'Reports everything that a box would find wrong in pups, or in folders with a dogebox.json; . otherwise.'
		)
		.action((folders: string[]) =>
			withTools(session(), async (tools) => {
				const { around, json } = session();
				const reports: FolderReport[] = [];
				for (const folder of folders.length > 0 ? folders : ['.'])
					reports.push(await tools.checkFolder(folder, around.folder));
				const style = { colors: around.terminal.out && !around.env['NO_COLOR'], named: reports.length > 1 };
				const text = reports.map((report) => tools.asText(report, style)).join('\n\n');
				line(around, json ? tools.asJson(reports) : text);
				if (reports.some((report) => tools.countOf(report).errors > 0)) exit(EXIT.failed);
			})
		);
}

const PASSPHRASE_OPTION = [
	'--passphrase-file <file>',
	`its passphrase, on a line; - for the standard input (${PASSPHRASE})`
] as const;

interface PackWords extends KeyOptions {
	out: string;
	baseUrl?: string;
	keep?: boolean;
	id?: string;
	name?: string;
}

function addPack(pup: Command, session: () => Session): void {
	pup
		.command('pack <folders...>')
		.description('Packs pups into the folder of a source on the web: archives, dogebox.json, its signature.')
		.requiredOption('-o, --out <folder>', 'folder of the source; its existing versions stay')
		.option('-k, --key <file>', 'secret minisign key that signs dogebox.json (dbx pup key)')
		.option(...PASSPHRASE_OPTION)
		.option('--base-url <url>', 'address of the archives, if not next to dogebox.json')
		.option('--keep', 'keep a version that is already published with other content')
		.option('--name <name>', 'of a new source')
		.option('--id <id>', 'of a new source')
		.action((folders: string[], options: PackWords) =>
			withTools(session(), async (tools) => {
				const { around, json } = session();
				const key = options.key === undefined ? null : await loadKey(tools, session(), options.key, options);
				const report = await tools.packPups({
					folders,
					from: around.folder,
					key,
					keep: options.keep === true,
					time: epoch(around.env),
					...{ out: options.out, baseUrl: options.baseUrl, id: options.id, name: options.name }
				});
				line(around, json ? JSON.stringify(report) : packedText(report));
			})
		);
}

function addKeys(pup: Command, session: () => Session): void {
	pup
		.command('key <file>')
		.description('Creates a minisign key pair: FILE is secret (0600), FILE.pub is public.')
		.option(...PASSPHRASE_OPTION)
		.option('--no-passphrase', 'the key is stored unencrypted')
		.action((file: string, options: { passphraseFile?: string; passphrase: boolean }) =>
			withTools(session(), async (tools) => {
				const { around, json } = session();
				const sealed = () => newPassphrase(around, { file: options.passphraseFile, none: !options.passphrase });
				const made = await tools.createKey(file, sealed, around.folder);
				const text = `Keep ${made.secret} secret, with a copy in a safe place.\n${made.public} is for everybody. Owners pin ${made.publicKey}`;
				line(around, json ? JSON.stringify(made) : text);
			})
		);
	pup
		.command('sign [folder]')
		.description('Signs the pups of a folder or repository: writes dogebox.sums and its signature.')
		.requiredOption('-k, --key <file>', 'secret minisign key')
		.option(...PASSPHRASE_OPTION)
		.action((folder: string | undefined, options: KeyOptions & { key: string }) =>
			withTools(session(), async (tools) => {
				const { around, json } = session();
				const key = await loadKey(tools, session(), options.key, options);
				const report = await tools.signFolder(folder ?? '.', key, { from: around.folder, env: around.env });
				line(around, json ? JSON.stringify(report) : signedText(report));
			})
		);
}

/** Adds `dbx pup`, without the commands that {@link addPupTools} adds to it. */
export const pupToolsCommand = (program: Command): Command =>
	program.command('pup').description('For developers of pups: new, check, pack, publish. Needs no box.');

/** @param exit receives the exit code of a check that found errors */
export function addPupTools(pup: Command, session: () => Session, exit: (code: number) => void): void {
	addCreation(pup, session, exit);
	addPack(pup, session);
	addKeys(pup, session);
	pup
		.command('publish [folder]')
		.description('Publishes a repository of pups: creates and pushes the tag that boxes read as a version.')
		.option('-y, --yes', 'publish; without it, only shows what would be done')
		.option('--remote <name>', 'where to push', 'origin')
		.option('--tag <tag>', 'vX.Y.Z, if there are several pups')
		.action((folder: string | undefined, options: { yes?: boolean; remote: string; tag?: string }) =>
			withTools(session(), async (tools) => {
				const { around, json } = session();
				const report = await tools.publish({
					folder: folder ?? '.',
					from: around.folder,
					...{ remote: options.remote, tag: options.tag, env: around.env },
					canAsk: around.terminal.in,
					go: options.yes === true
				});
				line(around, json ? JSON.stringify(report) : publishedText(report));
			})
		);
}
