// Follows the log of a pup: node log.mjs PUP [SECONDS]
import { box, pupNamed } from './box.mjs';

const [, , name, seconds] = process.argv;
const { id } = await pupNamed(name);
const signal = seconds === undefined ? undefined : AbortSignal.timeout(Number(seconds) * 1000);
try {
	for await (const { at, service, text } of box.pups.followLog(id, { tail: 10, signal })) {
		console.log(new Date(at).toISOString(), `${service}:`, text);
	}
} catch (error) {
	// That is how a signal ends what it was given to.
	if (!signal?.aborted) throw error;
}
