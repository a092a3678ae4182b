/** stub, replaced below */
import type { HostPaths } from '../host/index.ts';
import type { RawLogLine } from './types.ts';
export function createContainerLogs(_deps: { paths: HostPaths }) {
	return {
		keepPrevious(_id: string, _process: string) {},
		forget(_id: string) {},
		async tail(_id: string, _options: { service?: string; tail: number }): Promise<RawLogLine[]> {
			return [];
		},
		follow(_id: string, _fn: (lines: RawLogLine[]) => void): () => void {
			return () => {};
		},
		async note(_id: string, _service: string, _text: string): Promise<void> {},
		close() {}
	};
}
