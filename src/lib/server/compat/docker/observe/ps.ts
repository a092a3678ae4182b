/** Formats processes as `ps` does, for its most used options. Pure. */
import type { ContainerProcess } from '../../../containers/types.ts';
import { badRequest } from '../errors.ts';

/** Values of the host from which columns are computed. */
export interface PsHost {
	/** Milliseconds since the epoch. */
	now: number;
	/** Bytes. */
	memory: number;
}

interface Column {
	title: string;
	value(one: ContainerProcess, host: PsHost): string;
}

const two = (value: number) => String(value).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `[DD-]HH:MM:SS` */
function clock(seconds: number): string {
	const all = Math.floor(seconds);
	const [days, rest] = [Math.floor(all / 86_400), all % 86_400];
	const time = `${two(Math.floor(rest / 3600))}:${two(Math.floor((rest % 3600) / 60))}:${two(rest % 60)}`;
	return days > 0 ? `${days}-${time}` : time;
}

/** Time of day for a start within the last day, else the date. */
function began({ startedAt }: ContainerProcess, { now }: PsHost): string {
	const at = new Date(startedAt);
	if (now - startedAt < 86_400_000) return `${two(at.getHours())}:${two(at.getMinutes())}`;
	return `${MONTHS[at.getMonth()]!}${two(at.getDate())}`;
}

const share = ({ cpuSeconds, startedAt }: ContainerProcess, { now }: PsHost) =>
	(100 * cpuSeconds * 1000) / Math.max(1, now - startedAt);
const user = ({ uid }: ContainerProcess) => (uid === 0 ? 'root' : String(uid));
const minutes = ({ cpuSeconds }: ContainerProcess) =>
	`${Math.floor(cpuSeconds / 60)}:${two(Math.floor(cpuSeconds % 60))}`;
const terminal = (one: ContainerProcess) => (one.terminal === null ? '?' : `pts/${one.terminal}`);
const kib = (bytes: number) => String(Math.round(bytes / 1024));

const column = (title: string, value: Column['value']): Column => ({ title, value });
const uid = column('UID', user);
const pid = column('PID', (one) => String(one.pid));
const ppid = column('PPID', (one) => String(one.parent));
const cpu = column('%CPU', (one, host) => share(one, host).toFixed(1));
const memory = column('%MEM', (one, host) => ((100 * one.residentBytes) / host.memory).toFixed(1));
const virtual = column('VSZ', (one) => kib(one.virtualBytes));
const resident = column('RSS', (one) => kib(one.residentBytes));
const tty = column('TTY', terminal);
const state = column('S', (one) => one.state);
const command = column('CMD', (one) => one.command);
const start = column('STIME', began);
const time = column('TIME', (one) => clock(one.cpuSeconds));

const titled = (title: string, { value }: Column) => column(title, value);

/** Columns by their names in `-o`. */
const COLUMNS: Readonly<Record<string, Column>> = {
	pid,
	ppid,
	uid: column('UID', (one) => String(one.uid)),
	euid: column('EUID', (one) => String(one.uid)),
	user: titled('USER', uid),
	euser: titled('EUSER', uid),
	uname: titled('USER', uid),
	c: column('C', (one, host) => String(Math.floor(share(one, host)))),
	pcpu: cpu,
	'%cpu': cpu,
	pmem: memory,
	'%mem': memory,
	vsz: virtual,
	vsize: virtual,
	rss: resident,
	rsz: titled('RSZ', resident),
	tty: titled('TT', tty),
	tt: titled('TT', tty),
	tname: tty,
	s: state,
	state,
	stat: titled('STAT', state),
	ni: column('NI', (one) => String(one.nice)),
	nice: column('NI', (one) => String(one.nice)),
	nlwp: column('NLWP', (one) => String(one.threads)),
	thcount: column('THCNT', (one) => String(one.threads)),
	stime: start,
	start_time: titled('START', start),
	etime: column('ELAPSED', ({ startedAt }, { now }) => clock(Math.max(0, now - startedAt) / 1000)),
	etimes: column('ELAPSED', ({ startedAt }, { now }) => String(Math.max(0, Math.floor((now - startedAt) / 1000)))),
	time,
	cputime: time,
	comm: column('COMMAND', (one) => one.name),
	ucmd: column('CMD', (one) => one.name),
	cmd: command,
	args: titled('COMMAND', command),
	command: titled('COMMAND', command)
};

/** Columns of `-ef`, dockerd's default. */
const FULL = [uid, pid, ppid, COLUMNS['c']!, start, tty, time, command];
/** Columns of `aux`. */
const LOAD = [
	...[titled('USER', uid), pid, cpu, memory, virtual, resident, tty, titled('STAT', state)],
	...[titled('START', start), column('TIME', minutes), titled('COMMAND', command)]
];
const SHORT = [pid, tty, time, command];

/** Parses `pid,user=WHO`. An empty title keeps the usual one. */
function chosen(list: string): Column[] {
	return list.split(/[,\s]+/).flatMap((word) => {
		if (word === '') return [];
		const [name = '', title = ''] = word.split(/=(.*)/s);
		const found = COLUMNS[name.toLowerCase()];
		if (!found || !Object.hasOwn(COLUMNS, name.toLowerCase()))
			throw badRequest(`ps: error: unknown user-defined format specifier "${name.slice(0, 80)}"`);
		return title === '' ? found : titled(title.slice(0, 80), found);
	});
}

/**
 * Returns the columns for options of `ps`.
 * @param args as on a command line; empty for `-ef`
 * @throws DockerError 400 for unknown options
 */
export function psColumns(args: string): Column[] {
	const words = args.trim().split(/\s+/).filter(Boolean);
	const own: Column[] = [];
	let letters = '';
	for (let at = 0; at < words.length; at++) {
		const word = words[at]!;
		const found = /^(?:-?([a-zA-Z]*?)o(.*)|--format(?:=(.*))?)$/s.exec(word);
		if (!found) {
			if (!/^-?[a-zA-Z]+$/.test(word)) throw notTaken(args);
			letters += word.replace('-', '');
			continue;
		}
		letters += found[1] ?? '';
		const list = found[2] || found[3] || words[++at];
		if (list === undefined) throw badRequest('ps: error: no columns are given after -o');
		own.push(...chosen(list));
	}
	if (/[^aAcdefHjlNruwx]/.test(letters)) throw notTaken(args);
	if (own.length > 0) return own;
	if (letters.includes('u')) return LOAD;
	if (letters === '' || letters.includes('f')) return FULL;
	return SHORT;
}

const notTaken = (args: string) =>
	badRequest(`ps ${args.slice(0, 80)} is not offered here. Use -ef, aux, or -o with the columns: -o pid,user,args.`);

/** The answer of `GET /containers/{id}/top`. */
export function topAnswer(processes: readonly ContainerProcess[], args: string, host: PsHost) {
	const columns = psColumns(args);
	return {
		Titles: columns.map(({ title }) => title),
		Processes: processes.map((one) => columns.map(({ value }) => value(one, host)))
	};
}
