/** Parses the states of services from the output of `systemctl show` (systemctl(1)). Pure. */

export interface UnitState {
	service: string;
	/** Its process runs or is starting. */
	running: boolean;
	/** Id of its first process inside the container; null where there is none. */
	pidInside: number | null;
	/** 0–255, 128+N for signal N; null when it never ended. */
	exitCode: number | null;
	oomKilled: boolean;
}

/** CLD_EXITED of sigaction(2); the other codes mean an end by a signal. */
const EXITED = '1';

/** @param shown paragraphs of `Name=value` lines, one for each unit */
export function unitStates(shown: string): UnitState[] {
	return shown.split(/\n\n+/).flatMap((paragraph) => {
		const of = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(paragraph)?.[1] ?? '';
		const service = /^pup-(.+)\.service$/.exec(of('Id'))?.[1];
		if (service === undefined) return [];
		const pid = Number(of('MainPID'));
		const status = Number(of('ExecMainStatus'));
		const code = of('ExecMainCode');
		const running = ['active', 'activating', 'reloading', 'deactivating'].includes(of('ActiveState')) && pid > 0;
		return [
			{
				service,
				running,
				pidInside: pid > 0 ? pid : null,
				exitCode: running || code === '0' || code === '' ? null : code === EXITED ? status : 128 + status,
				oomKilled: !running && of('Result') === 'oom-kill'
			}
		];
	});
}
