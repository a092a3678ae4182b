/** Which containers `docker ps` shows. Pure. */
import { badRequest } from '../errors.ts';
import { allOf, anyOf, hasLabel, type Filters } from '../query.ts';
import { STATUSES } from './state.ts';

export const LIST_FILTERS = [
	...['ancestor', 'before', 'expose', 'exited', 'health', 'id', 'is-task', 'isolation', 'label'],
	...['name', 'network', 'publish', 'since', 'status', 'volume']
];

/** What filters need of a container's list entry. */
export interface Listed {
	Id: string;
	Names: readonly string[];
	Image: string;
	ImageID: string;
	Created: number;
	Ports: readonly { PrivatePort: number; PublicPort: number; Type: string }[];
	Labels: Readonly<Record<string, string>>;
	State: string;
	NetworkSettings: { Networks: Readonly<Record<string, { NetworkID: string }>> };
	Mounts: readonly { Name?: string; Source: string; Destination: string }[];
}

/** What filters need of a container beyond its list entry. */
export interface Beside {
	exitCode: number | null;
	health: string;
	/** Exposed ports, written as `80/tcp`. */
	exposed: readonly string[];
}

/** Parses `80`, `80/udp` and `8000-8080/tcp`. */
function portFits(filter: string, ports: readonly string[]): boolean {
	const found = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp))?$/.exec(filter);
	if (!found) throw badRequest(`invalid filter: "${filter.slice(0, 80)}" is no port`);
	const [first, last] = [Number(found[1]), Number(found[2] ?? found[1])];
	return ports.some((text) => {
		const [port, protocol] = text.split('/');
		return Number(port) >= first && Number(port) <= last && protocol === (found[3] ?? 'tcp');
	});
}

/**
 * dockerd takes the value as a regular expression. One with groups or many repetitions could block
 * this process for ever, so it is compared as plain text.
 */
function nameFits(filter: string, name: string): boolean {
	const simple = filter.length <= 200 && !/[()]/.test(filter) && (filter.match(/[*+?{]/g) ?? []).length <= 3;
	if (!simple) return name.includes(filter);
	try {
		const pattern = new RegExp(filter);
		return pattern.test(name) || pattern.test(`/${name}`);
	} catch {
		return name.includes(filter);
	}
}

/** `alpine` matches `alpine:3.20`. At least 4 digits of the beginning of an id match too. */
function imageFits(filter: string, { Image, ImageID }: Pick<Listed, 'Image' | 'ImageID'>): boolean {
	const plain = (text: string) => text.replace(/^docker\.io\//, '').replace(/^library\//, '');
	const [wanted, image] = [plain(filter), plain(Image)];
	const untagged = image.split('@')[0]!.replace(/:[^/:]*$/, '');
	if ([image, untagged, image.replace(/:latest$/, '')].includes(wanted.replace(/:latest$/, ''))) return true;
	const id = wanted.replace(/^sha256:/, '');
	return /^[0-9a-f]{4,64}$/.test(id) && ImageID.replace(/^sha256:/, '').startsWith(id);
}

/**
 * @param find returns the container that a text names; for `before` and `since`
 * @returns a predicate that is true for containers to show
 * @throws DockerError 400 for an invalid filter value
 */
export function listFilter(
	filters: Filters,
	find: (text: string) => Pick<Listed, 'Created'>
): (one: Listed, beside: Beside) => boolean {
	for (const status of filters.get('status') ?? []) {
		if (!(STATUSES as readonly string[]).includes(status))
			throw badRequest(`invalid filter 'status=${status.slice(0, 80)}'`);
	}
	const exited = filters.get('exited')?.map((text) => {
		if (!/^-?\d{1,6}$/.test(text)) throw badRequest(`invalid filter 'exited=${text.slice(0, 80)}'`);
		return Number(text);
	});
	const before = filters.get('before')?.map((text) => find(text).Created);
	const since = filters.get('since')?.map((text) => find(text).Created);
	return (one, beside) => {
		const name = (one.Names[0] ?? '').replace(/^\//, '');
		const networks = Object.entries(one.NetworkSettings.Networks);
		const published = one.Ports.map(({ PublicPort, Type }) => `${PublicPort}/${Type}`);
		const exposed = [...beside.exposed, ...one.Ports.map(({ PrivatePort, Type }) => `${PrivatePort}/${Type}`)];
		return (
			allOf(filters, 'label', (text) => hasLabel(one.Labels, text)) &&
			anyOf(filters, 'status', (text) => text === one.State) &&
			anyOf(filters, 'name', (text) => nameFits(text, name)) &&
			anyOf(filters, 'id', (text) => one.Id.startsWith(text.toLowerCase())) &&
			anyOf(filters, 'ancestor', (text) => imageFits(text, one)) &&
			anyOf(filters, 'health', (text) => text === beside.health) &&
			anyOf(filters, 'network', (text) =>
				networks.some(([net, { NetworkID }]) => net === text || (text.length >= 4 && NetworkID.startsWith(text)))
			) &&
			anyOf(filters, 'volume', (text) =>
				one.Mounts.some(({ Name, Source, Destination }) => [Name, Source, Destination].includes(text))
			) &&
			anyOf(filters, 'publish', (text) => portFits(text, published)) &&
			anyOf(filters, 'expose', (text) => portFits(text, exposed)) &&
			anyOf(filters, 'is-task', (text) => !['1', 'true', 'True'].includes(text)) &&
			(exited?.includes(beside.exitCode ?? 0) ?? true) &&
			(exited === undefined || one.State === 'exited') &&
			(before?.every((at) => one.Created < at) ?? true) &&
			(since?.every((at) => one.Created > at) ?? true)
		);
	};
}
