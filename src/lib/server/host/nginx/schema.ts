/** Schemas for values in nginx configurations: none can end a token of the text. */
import { isIP, isIPv4 } from 'node:net';
import * as v from 'valibot';

export const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

/** Parsed, and in the format that node prints. */
export const address = v.pipe(
	v.string(),
	v.maxLength(45),
	v.check((text) => isIP(text) !== 0 && /^[0-9a-f.:]+$/i.test(text), 'not an address')
);

export const address4 = v.pipe(
	v.string(),
	v.check((text) => isIPv4(text), 'not an IPv4 address')
);
