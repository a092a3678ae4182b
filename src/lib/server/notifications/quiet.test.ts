import { expect, it } from 'vitest';
import { quietUntil } from './quiet.ts';

const at = (iso: string) => Date.parse(iso);
const night = { from: '22:00', to: '07:00' };

it.each([
	['before the night', '2026-01-10T21:59:59Z', night, 'UTC', null],
	['as it begins', '2026-01-10T22:00:00Z', night, 'UTC', '2026-01-11T07:00:00Z'],
	['after midnight', '2026-01-11T03:30:45Z', night, 'UTC', '2026-01-11T07:00:00Z'],
	['as it ends', '2026-01-11T07:00:00Z', night, 'UTC', null],
	['in Lisbon in summer', '2026-07-10T21:30:00Z', night, 'Europe/Lisbon', '2026-07-11T06:00:00Z'],
	['in New York', '2026-01-11T04:00:00Z', night, 'America/New_York', '2026-01-11T12:00:00Z'],
	['at noon, for an hour', '2026-01-11T12:15:00Z', { from: '12:00', to: '13:00' }, 'UTC', '2026-01-11T13:00:00Z'],
	['with hours of no length', '2026-01-11T12:15:00Z', { from: '12:00', to: '12:00' }, 'UTC', null],
	['without quiet hours', '2026-01-11T03:30:45Z', null, 'UTC', null]
])('%s', (_, now, hours, zone, until) => {
	expect(quietUntil(at(now), hours, zone)).toBe(until === null ? null : at(until));
});
