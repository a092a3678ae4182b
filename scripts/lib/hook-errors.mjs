// Why a hook of a group of tests failed: Vitest's JSON report names the file and no reason.
import { writeFileSync } from 'node:fs';

/** A reporter of Vitest: writes what `failed.mjs` reads to the file of DOGEBOX_HOOK_ERRORS. */
export default class HookErrors {
	/** @type {{ file: string, titles: string[], message: string }[]} */
	#errors = [];

	/** @param {any} suite a group of tests that has ended (vitest/node, TestSuite) */
	onTestSuiteResult(suite) {
		for (const { message } of suite.errors())
			this.#errors.push({ file: suite.module.moduleId, titles: suite.fullName.split(' > '), message });
	}

	onTestRunEnd() {
		const to = process.env.DOGEBOX_HOOK_ERRORS;
		if (to && this.#errors.length > 0) writeFileSync(to, JSON.stringify(this.#errors));
	}
}
