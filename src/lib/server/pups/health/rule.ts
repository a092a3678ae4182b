/** The check rule of a service, from its manifest. Pure. */
import { HEALTH_RETRIES, HEALTH_SECONDS } from '../../../contract/health.ts';
import type { ManifestHealth } from '../../../contract/manifest-schema-service.ts';
import type { CheckRule } from '../../containers/types.ts';

export interface Rule extends CheckRule {
	/** Whether it is restarted when it is unhealthy. */
	restart: boolean;
}

export function ruleOf(health: ManifestHealth): Rule {
	const ms = (name: keyof typeof HEALTH_SECONDS) => (health[name] ?? HEALTH_SECONDS[name].else) * 1000;
	return {
		intervalMs: ms('interval'),
		timeoutMs: ms('timeout'),
		retries: health.retries ?? HEALTH_RETRIES.else,
		startPeriodMs: ms('startPeriod'),
		restart: health.restart
	};
}
