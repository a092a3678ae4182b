/** A build that failed by what its Dockerfile does. */
export class BuildFailed extends Error {
	/** The status of what failed. */
	readonly exitCode: number;
	constructor(message: string, exitCode: number) {
		super(message);
		this.name = 'BuildFailed';
		this.exitCode = exitCode;
	}
}
