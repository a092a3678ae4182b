/**
 * Limits progress reports to about a hundred.
 * @param size bytes in all
 * @returns a function to call with the bytes so far
 */
export function inSteps(size: number, publish: (done: number) => void): (done: number) => void {
	let published = 0;
	return (done) => {
		if (done - published < size / 100) return;
		published = done;
		publish(done);
	};
}
