import { expect, it } from 'vitest';
import { afterFailure, type Failing, type Standing } from './failing.ts';

const NOW = 1_795_705_200_000;
const DAY = 86_400_000;
const fresh: Standing = { failingSince: null, failures: 0 };

it.each<
	[
		what: string,
		before: Standing,
		failed: { status: number | null; retryAfter: number | null },
		random: number,
		Failing
	]
>([
	[
		'the first failure',
		fresh,
		{ status: 500, retryAfter: null },
		1,
		{ failures: 1, failingSince: NOW, nextAt: NOW + 5000 }
	],
	['jitter', fresh, { status: null, retryAfter: null }, 0, { failures: 1, failingSince: NOW, nextAt: NOW + 2500 }],
	[
		'later ones',
		{ failingSince: NOW - 1000, failures: 3 },
		{ status: 500, retryAfter: null },
		1,
		{ failures: 4, failingSince: NOW - 1000, nextAt: NOW + 40_000 }
	],
	[
		'at most an hour',
		{ failingSince: NOW - 1000, failures: 400 },
		{ status: 500, retryAfter: null },
		1,
		{ failures: 401, failingSince: NOW - 1000, nextAt: NOW + 3_600_000 }
	],
	[
		'what it asks for',
		fresh,
		{ status: 429, retryAfter: 60 },
		1,
		{ failures: 1, failingSince: NOW, nextAt: NOW + 60_000 }
	],
	[
		'but not for years',
		fresh,
		{ status: 503, retryAfter: 99_999_999 },
		1,
		{ failures: 1, failingSince: NOW, nextAt: NOW + 3_600_000 }
	],
	['gone', fresh, { status: 410, retryAfter: null }, 1, { failures: 1, failingSince: NOW, nextAt: null }],
	[
		'three days',
		{ failingSince: NOW - 3 * DAY, failures: 70 },
		{ status: 500, retryAfter: null },
		1,
		{ failures: 71, failingSince: NOW - 3 * DAY, nextAt: null }
	],
	[
		'three days in three tries: the clock was set',
		{ failingSince: NOW - 3 * DAY, failures: 2 },
		{ status: 500, retryAfter: null },
		1,
		{ failures: 3, failingSince: NOW - 3 * DAY, nextAt: NOW + 20_000 }
	],
	[
		'a clock that was set back',
		{ failingSince: NOW + DAY, failures: 2 },
		{ status: 500, retryAfter: null },
		1,
		{ failures: 3, failingSince: NOW, nextAt: NOW + 20_000 }
	]
])('after %s', (_what, before, failed, random, expected) => {
	expect(afterFailure(before, failed, NOW, random)).toEqual(expected);
});
