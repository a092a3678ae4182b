import { expect, it } from 'vitest';
import * as times from './stop-times.ts';

it('who ends by itself is earlier than who would kill it, and the whole takes less than five seconds', () => {
	expect(times.DOGEBOXD_ENDS_WITHIN).toBeLessThan(times.DOGEBOXD_KILLED_AFTER);
	expect(times.KEY_MANAGER_KILLED_AFTER).toBeLessThan(times.AGENT_ENDS_WITHIN);
	expect(times.AGENT_ENDS_WITHIN).toBeLessThan(times.AGENT_KILLED_AFTER);
	expect(times.DOGEBOXD_KILLED_AFTER + times.AGENT_KILLED_AFTER).toBeLessThan(5000);
});
