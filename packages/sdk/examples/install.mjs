// Installs a pup with what it needs, and waits: node install.mjs "Dogecoin Core"
import { JobError } from '@dogebox/sdk/node';
import { box } from './box.mjs';

const [, , name = ''] = process.argv;
const offered = (await box.store.list()).pups.find((pup) => pup.name === name);
if (!offered) throw new Error(`No source offers “${name}”.`);

// The plan says all that would happen; its id is the yes to it.
const plan = await box.wiring.plan(offered.sourceId, name, {});
console.log(`Installs ${plan.installs.map((pup) => pup.name).join(', ')}`);
const { jobId } = await box.pups.install({ sourceId: offered.sourceId, name, start: true, plan: plan.id });
try {
	await box.jobs.wait(jobId, {
		onProgress: ({ percent, steps }) => {
			const step = steps.find(({ status }) => status === 'running');
			console.log(`${percent} % ${step?.title ?? ''}`.trimEnd());
		}
	});
	console.log('Installed');
} catch (error) {
	if (!(error instanceof JobError)) throw error;
	console.error(`${error.message} ${error.hint ?? ''}`);
	process.exitCode = 1;
}
