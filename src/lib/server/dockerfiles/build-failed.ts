/** A build that failed because of its Dockerfile. */
export class BuildFailed extends Error {
	/** Exit code of the command that failed. */
	readonly exitCode: number;
	constructor(message: string, exitCode: number) {
		super(message);
		this.name = 'BuildFailed';
		this.exitCode = exitCode;
	}
}
