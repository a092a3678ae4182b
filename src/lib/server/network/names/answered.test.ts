import { describe, expect, it } from 'vitest';
import { readAnswered } from './answered.ts';

const A = 1;
const CNAME = 5;
const AAAA = 28;
const TXT = 16;
const OPT = 41;

const labels = (name: string) =>
	Buffer.concat([
		...name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]),
		Buffer.from([0])
	]);
const ip = (address: string) => Buffer.from(address.split('.').map(Number));

function record(owner: Buffer | string, type: number, data: Buffer, ttl = 60): Buffer {
	const head = Buffer.alloc(10);
	head.writeUInt16BE(type, 0);
	head.writeUInt16BE(1, 2);
	head.writeUInt32BE(ttl, 4);
	head.writeUInt16BE(data.length, 8);
	return Buffer.concat([typeof owner === 'string' ? labels(owner) : owner, head, data]);
}

const NAME = 'api.example.org';
const QUESTION = Buffer.concat([labels(NAME), Buffer.from([0, 1, 0, 1])]);
const END = 12 + QUESTION.length;
/** A pointer to the name in the question. */
const POINTER = Buffer.from([0xc0, 12]);

function answer(records: Buffer[], { more = [] as Buffer[] } = {}): Buffer {
	const head = Buffer.alloc(12);
	head.writeUInt16BE(0x8180, 2);
	for (const [at, count] of [1, records.length, 0, more.length].entries()) head.writeUInt16BE(count, 4 + at * 2);
	return Buffer.concat([head, QUESTION, ...records, ...more]);
}

const addresses = (...records: Buffer[]) => readAnswered(answer(records), NAME, END, 1800)?.addresses;

describe('where a name leads, as a resolver answered', () => {
	it.each<[string, Buffer[], string[]]>([
		['to addresses', [record(POINTER, A, ip('9.9.9.9')), record(POINTER, A, ip('1.1.1.1'))], ['9.9.9.9', '1.1.1.1']],
		['to one, given twice', [record(POINTER, A, ip('9.9.9.9')), record(NAME, A, ip('9.9.9.9'))], ['9.9.9.9']],
		['whatever case it is in', [record('API.example.ORG', A, ip('9.9.9.9'))], ['9.9.9.9']],
		[
			'over aliases',
			[
				record(POINTER, CNAME, labels('a.cdn.net')),
				record('a.cdn.net', CNAME, labels('b.cdn.net')),
				record('b.cdn.net', A, ip('9.9.9.9'))
			],
			['9.9.9.9']
		],
		[
			'over aliases in another order',
			[record('a.cdn.net', A, ip('9.9.9.9')), record(POINTER, CNAME, labels('a.cdn.net'))],
			['9.9.9.9']
		],
		['not to what stands beside it', [record('other.org', A, ip('9.9.9.9'))], []],
		[
			'not where an alias of another leads',
			[record('x.org', CNAME, labels('y.org')), record('y.org', A, ip('9.9.9.9'))],
			[]
		],
		['in a circle', [record(POINTER, CNAME, labels('b.org')), record('b.org', CNAME, labels(NAME))], []],
		['to IPv6, which pups do not speak', [record(POINTER, AAAA, Buffer.alloc(16, 1))], []],
		['to an address of a wrong length', [record(POINTER, A, Buffer.from([1, 2, 3]))], []],
		['to nothing', [], []]
	])('%s', (_what, records, expected) => {
		expect(addresses(...records)).toEqual(expected);
	});

	it('reads no address from beside the answer', () => {
		const beside = answer([record(POINTER, TXT, Buffer.from('x'))], { more: [record(POINTER, A, ip('9.9.9.9'))] });
		expect(readAnswered(beside, NAME, END, 1800)?.addresses).toEqual([]);
	});

	it('holds for no longer than it is open, and an extension stays as it is', () => {
		const option = record(Buffer.from([0]), OPT, Buffer.alloc(0), 0xffffffff);
		const long = answer([record(POINTER, A, ip('9.9.9.9'), 86_400), record(POINTER, A, ip('1.1.1.1'), 30)], {
			more: [option]
		});
		const { message } = readAnswered(long, NAME, END, 1800)!;
		expect([message.readUInt32BE(END + 6), message.readUInt32BE(END + 16 + 6)]).toEqual([1800, 30]);
		expect(message.subarray(END + 32)).toEqual(option);
		expect(long.readUInt32BE(END + 6)).toBe(86_400);
	});

	const whole = answer([record(POINTER, CNAME, labels('a.cdn.net')), record('a.cdn.net', A, ip('9.9.9.9'))]);
	it.each([
		['a pointer to itself', answer([record(Buffer.from([0xc0, END]), A, ip('9.9.9.9'))])],
		['a pointer forwards', answer([record(Buffer.from([0xc0, 0xff]), A, ip('9.9.9.9'))])],
		['half a pointer', Buffer.concat([answer([Buffer.from([0xc0])])])],
		['a label of an unknown kind', answer([record(Buffer.from([0x80, 0]), A, ip('9.9.9.9'))])],
		['more records than there are', Buffer.from(answer([]).fill(1, 7, 8))],
		['records without end', Buffer.from(answer([]).fill(0xff, 6, 12))],
		...Array.from({ length: whole.length - END }, (_, at): [string, Buffer] => [
			`the first ${END + at} bytes`,
			whole.subarray(0, END + at)
		])
	])('is nothing in a message that is none: %s', (_what, message) => {
		expect(readAnswered(message, NAME, END, 1800)).toBe(null);
	});

	it('is read from any bytes without an error', () => {
		let seed = 1;
		for (let round = 0; round < 2000; round++) {
			const bytes = Buffer.from(whole);
			for (let n = 0; n < 6; n++) {
				seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
				bytes[6 + (seed % (bytes.length - 6))] = seed >>> 8;
			}
			expect(() => readAnswered(bytes, NAME, END, 1800)).not.toThrow();
		}
	});
});
