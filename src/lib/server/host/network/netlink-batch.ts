/**
 * Encodes changes of set elements as netlink messages (linux/netfilter/nf_tables.h, nfnetlink.h).
 * The nft program reads the sets of all tables of the host before it adds one element, and
 * connecting a pup needs a handful.
 *
 * Each field of a key is padded to four bytes. Numbers in message headers are in host byte order
 * (little-endian on every supported architecture), those in fields in network byte order.
 */
import { isIPv4 } from 'node:net';
import { digitsOf, IPV6_SETS } from './ipv6.ts';
import { POLICY_MAPS, POLICY_SETS } from './policy.ts';
import { PORT_SETS, type ElementChange } from './table.ts';

/** One transaction. */
export interface Batch {
	messages: Buffer;
	/** Sequence number of the message that is acknowledged when the whole batch is done. */
	last: number;
}

/** First and last value of a field; they differ only for networks. */
type Field = (text: string) => readonly [Buffer, Buffer];

const one = (bytes: Buffer) => [bytes, bytes] as const;
const number = (value: number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
};

function name(text: string): readonly [Buffer, Buffer] {
	const bytes = Buffer.alloc(16);
	// Zero-terminated.
	bytes.write(text.replace(/^"(.*)"$/, '$1'), 0, 15, 'latin1');
	return one(bytes);
}

function mac(text: string): readonly [Buffer, Buffer] {
	return one(Buffer.concat([Buffer.from(text.replaceAll(':', ''), 'hex'), Buffer.alloc(2)]));
}

/** Encodes an address or a network. */
function ipv4(text: string): readonly [Buffer, Buffer] {
	const [address = '', length = '32'] = text.split('/');
	if (!isIPv4(address) || Number(length) > 32) throw new Error(`${text} is no IPv4 network`);
	const value = Buffer.from(address.split('.').map(Number)).readUInt32BE();
	// A power of two, because a shift by 32 bits would do nothing.
	const size = 2 ** (32 - Number(length));
	const first = value - (value % size);
	return [number(first), number(first + size - 1)];
}

const ipv6: Field = (text) => one(Buffer.from(digitsOf(text), 'hex'));
const digits: Field = (text) => one(Buffer.from(text.replace(/^0x/, ''), 'hex'));

const PROTOCOLS: Record<string, number> = { tcp: 6, udp: 17 };
const protocol: Field = (text) => one(Buffer.from([PROTOCOLS[text]!, 0, 0, 0]));
const port: Field = (text) => one(Buffer.from([Number(text) >> 8, Number(text) & 255, 0, 0]));

/** Encoders by the type names in our set declarations. */
const FIELDS: Record<string, Field> = {
	...{ iifname: name, oifname: name, 'ether saddr': mac },
	...{ ipv4_addr: ipv4, 'ip saddr': ipv4, 'ip daddr': ipv4 },
	...{ ipv6_addr: ipv6, 'ip6 saddr': ipv6, 'ip6 daddr': ipv6, '@th,64,128': digits },
	...{ inet_proto: protocol, 'meta l4proto': protocol, inet_service: port, 'th dport': port }
};

/** Type declarations of the sets; for maps including the type of their values. */
const TYPES = new Map<string, string>([
	...Object.entries({ ...PORT_SETS, ...IPV6_SETS, ...POLICY_MAPS }),
	['pups', 'ipv4_addr'],
	...Object.entries(POLICY_SETS).map(([set, { type }]): [string, string] => [set, type])
]);

/** Sets that contain networks. */
const INTERVALS = new Set(Object.entries(POLICY_SETS).flatMap(([set, of]) => ('flags' in of ? [set] : [])));

function fields(type: string, text: string): readonly [Buffer, Buffer] {
	const words = text.split(' . ');
	const both = type.split(' . ').map((word, at) => FIELDS[word]!(words[at]!));
	return [Buffer.concat(both.map(([from]) => from)), Buffer.concat(both.map(([, to]) => to))];
}

const NESTED = 0x8000;

function attribute(type: number, body: Buffer): Buffer {
	const whole = Buffer.alloc(4 + Math.ceil(body.length / 4) * 4);
	whole.writeUInt16LE(4 + body.length, 0);
	whole.writeUInt16LE(type, 2);
	body.copy(whole, 4);
	return whole;
}

/** @param subject family of the table; for the start and end of a batch, the kernel subsystem */
function message(type: number, flags: number, at: number, subject: { family?: number; id?: number }, body: Buffer) {
	const head = Buffer.alloc(20);
	head.writeUInt32LE(20 + body.length, 0);
	head.writeUInt16LE(type, 4);
	// NLM_F_REQUEST
	head.writeUInt16LE(1 | flags, 6);
	head.writeUInt32LE(at, 8);
	head.writeUInt8(subject.family ?? 0, 16);
	head.writeUInt16BE(subject.id ?? 0, 18);
	return Buffer.concat([head, body]);
}

/** NFNL_SUBSYS_NFTABLES. */
const TABLES = 10;
/** NFNL_MSG_BATCH_BEGIN and END. */
const [BEGIN, END] = [16, 17];
/** NFT_MSG_NEWSETELEM and DELSETELEM, with NLM_F_CREATE for elements that may be new. */
const ACTIONS = { add: [(TABLES << 8) | 12, 0x400], delete: [(TABLES << 8) | 14, 0] } as const;
/** NFPROTO_*. */
const FAMILIES = { inet: 1, bridge: 7 };
const ACK = 4;

/** Encodes NFTA_SET_ELEM_KEY 1, DATA 2 and KEY_END 10, each with NFTA_DATA_VALUE 1. */
function element({ set, value, action }: ElementChange): Buffer {
	const [keyType = '', dataType] = TYPES.get(set)!
		.replace(/^type(of)? /, '')
		.split(' : ');
	const [key = '', data] = value.split(' : ');
	const [from, to] = fields(keyType, key);
	const part = (type: number, bytes: Buffer) => attribute(type | NESTED, attribute(1, bytes));
	return Buffer.concat([
		part(1, from),
		...(dataType && data && action === 'add' ? [part(2, fields(dataType, data)[0])] : []),
		// Required even if equal: otherwise the next element would be taken for the end.
		...(INTERVALS.has(set) ? [part(10, to)] : [])
	]);
}

/**
 * Encodes element changes of our tables as one transaction. The kernel acknowledges the last change
 * and reports every error.
 */
export function changesBatch(table: string, changes: readonly ElementChange[]): Batch {
	const last = changes.length;
	const text = (type: number, value: string) => attribute(type, Buffer.from(`${value}\0`, 'latin1'));
	const written = changes.map((change, at) => {
		const [type, flags] = ACTIONS[change.action];
		// NFTA_SET_ELEM_LIST_TABLE 1, SET 2, ELEMENTS 3 with NFTA_LIST_ELEM 1.
		const elements = attribute(3 | NESTED, attribute(1 | NESTED, element(change)));
		const body = Buffer.concat([text(1, table), text(2, change.set), elements]);
		return message(type, at + 1 === last ? flags | ACK : flags, at + 1, { family: FAMILIES[change.family] }, body);
	});
	const end = (type: number, at: number) => message(type, 0, at, { id: TABLES }, Buffer.alloc(0));
	return { messages: Buffer.concat([end(BEGIN, 0), ...written, end(END, last + 1)]), last };
}
