/**
 * Questions for names and their answers as they go over the wire (RFC 1035, 4.1): as much of it as
 * is needed to answer for addresses and names of hosts. Pure.
 */
import { digitsOf } from '../../host/index.ts';

export const TYPES = { A: 1, PTR: 12, AAAA: 28, ANY: 255 } as const;
export const CODES = { ok: 0, malformed: 1, failed: 2, unknown: 3, notDone: 4, refused: 5 } as const;

/** Bytes of the head. */
const HEAD = 12;
/** Bytes of a message over UDP, without an extension that says otherwise. */
const MOST_BYTES = 512;
/** Seconds for which an answer holds: who comes and goes is to be seen at once. */
const HOLDS_SECONDS = 2;

export interface Question {
	id: number;
	/** In small letters, without the point at its end. */
	name: string;
	type: number;
	/** Whether the class is that of the internet. */
	internet: boolean;
	/** Where its one question ends, bytes from the beginning. */
	end: number;
}

/** What an answer holds of one kind. */
export type Found = { type: 'A' | 'AAAA'; addresses: readonly string[] } | { type: 'PTR'; name: string };

/**
 * @returns a code where the message can be answered with that alone; null for what is no question
 *   and is not answered
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
		// A point within a label is no border of one.
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

/** Whether a message answers exactly this question. */
export function isAnswerTo(question: Buffer, read: Question, answer: Buffer): boolean {
	if (answer.length < read.end || answer.readUInt16BE(0) !== question.readUInt16BE(0)) return false;
	if ((answer.readUInt16BE(2) & 0x8000) === 0 || answer.readUInt16BE(4) !== 1) return false;
	const asked = (message: Buffer) => message.toString('latin1', HEAD, read.end).toLowerCase();
	return asked(answer) === asked(question);
}

/** A message with a code and no more. @param end of the question that it repeats; null: none */
export function codeAnswer(question: Buffer, code: number, end: number | null): Buffer {
	return Buffer.concat([headOf(question, code, end === null ? 0 : 1, 0), question.subarray(HEAD, end ?? HEAD)]);
}

/**
 * The answer to a question.
 * @param found of which as much is given as fits; nothing: there is such a name, and nothing of
 *   the kind
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
	// An answer; whether it was to be looked up elsewhere, as asked; that this can be done.
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
	// The name is that of the question, which begins behind the head.
	head.writeUInt16BE(0xc000 | HEAD, 0);
	head.writeUInt16BE(type, 2);
	head.writeUInt16BE(1, 4);
	head.writeUInt32BE(HOLDS_SECONDS, 6);
	head.writeUInt16BE(data.length, 10);
	return Buffer.concat([head, data]);
}
