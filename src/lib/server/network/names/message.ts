/**
 * DNS queries and answers in wire format (RFC 1035, 4.1), as far as needed to answer for addresses
 * and names of hosts. Pure.
 */
import { digitsOf } from '../../host/index.ts';

export const TYPES = { A: 1, PTR: 12, AAAA: 28, ANY: 255 } as const;
export const CODES = { ok: 0, malformed: 1, failed: 2, unknown: 3, notDone: 4, refused: 5 } as const;

/** Bytes of the header. */
const HEAD = 12;
/** Most bytes of a message over UDP without EDNS. */
const MOST_BYTES = 512;
/** TTL of answers, seconds. Short, because members come and go. */
const HOLDS_SECONDS = 2;

export interface Question {
	id: number;
	/** Lower case, without the dot at its end. */
	name: string;
	type: number;
	/** Whether the class is IN. */
	internet: boolean;
	/** Offset of the end of its single question, bytes. */
	end: number;
}

/** Records of one type in an answer. */
export type Found = { type: 'A' | 'AAAA'; addresses: readonly string[] } | { type: 'PTR'; name: string };

/**
 * @returns an RCODE to answer with alone; null for a message that is no query and gets no answer
 */
export function readQuestion(message: Buffer): Question | number | null {
	if (message.length < HEAD) return null;
	const flags = message.readUInt16BE(2);
	if (flags & 0x8000) return null;
	if ((flags >> 11) & 15) return CODES.notDone;
	if (message.readUInt16BE(4) !== 1) return CODES.malformed;
	const labels: string[] = [];
	let at = HEAD;
	for (;;) {
		const length = message[at];
		if (length === undefined || length > 63) return CODES.malformed;
		at += 1;
		if (length === 0) break;
		if (at + length > message.length || at + length - HEAD > 254) return CODES.malformed;
		// A dot within a label does not separate labels.
		labels.push(message.toString('latin1', at, at + length).replaceAll('.', '\\.'));
		at += length;
	}
	if (at + 4 > message.length) return CODES.malformed;
	return {
		id: message.readUInt16BE(0),
		name: labels.join('.').toLowerCase(),
		type: message.readUInt16BE(at),
		internet: message.readUInt16BE(at + 2) === 1,
		end: at + 4
	};
}

/** Whether a message answers exactly this query. */
export function isAnswerTo(question: Buffer, read: Question, answer: Buffer): boolean {
	if (answer.length < read.end || answer.readUInt16BE(0) !== question.readUInt16BE(0)) return false;
	if ((answer.readUInt16BE(2) & 0x8000) === 0 || answer.readUInt16BE(4) !== 1) return false;
	const asked = (message: Buffer) => message.toString('latin1', HEAD, read.end).toLowerCase();
	return asked(answer) === asked(question);
}

/** A message with an RCODE and no records. @param end of the question to repeat; null for none */
export function codeAnswer(question: Buffer, code: number, end: number | null): Buffer {
	return Buffer.concat([headOf(question, code, end === null ? 0 : 1, 0), question.subarray(HEAD, end ?? HEAD)]);
}

/**
 * The answer to a query.
 * @param found the records, of which as many as fit are included. Null: the name exists, but has no
 *   record of this type.
 */
export function foundAnswer(question: Buffer, { end }: Question, found: Found | null): Buffer {
	const records = found === null ? [] : recordsOf(found);
	const kept: Buffer[] = [];
	let size = end;
	for (const record of records) {
		size += record.length;
		if (size > MOST_BYTES) break;
		kept.push(record);
	}
	return Buffer.concat([headOf(question, CODES.ok, 1, kept.length), question.subarray(HEAD, end), ...kept]);
}

function headOf(question: Buffer, code: number, questions: number, answers: number): Buffer {
	const head = Buffer.alloc(HEAD);
	question.copy(head, 0, 0, 2);
	// QR and RA are set, and RD is copied from the query.
	head.writeUInt16BE(0x8080 | (question.readUInt16BE(2) & 0x0100) | code, 2);
	head.writeUInt16BE(questions, 4);
	head.writeUInt16BE(answers, 6);
	return head;
}

function recordsOf(found: Found): Buffer[] {
	if (found.type !== 'PTR') {
		const bytes = (address: string) =>
			found.type === 'A' ? Buffer.from(address.split('.').map(Number)) : Buffer.from(digitsOf(address), 'hex');
		return found.addresses.map((address) => record(TYPES[found.type], bytes(address)));
	}
	const labels = found.name.split('.').map((label) => Buffer.from(label, 'latin1'));
	return [
		record(
			TYPES.PTR,
			Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])])
		)
	];
}

function record(type: number, data: Buffer): Buffer {
	const head = Buffer.alloc(12);
	// A pointer to the name of the question, which follows the header.
	head.writeUInt16BE(0xc000 | HEAD, 0);
	head.writeUInt16BE(type, 2);
	head.writeUInt16BE(1, 4);
	head.writeUInt32BE(HOLDS_SECONDS, 6);
	head.writeUInt16BE(data.length, 10);
	return Buffer.concat([head, data]);
}
