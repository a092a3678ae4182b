// Tells what changes: node events.mjs [HOW-MANY]
// Lost connections are made again, and what was missed meanwhile comes first.
import { box } from './box.mjs';

let left = Number(process.argv[2] ?? Infinity);
for await (const { event, data, id } of box.events.follow({ kinds: ['pup', 'job'] })) {
	if (event === 'pup') console.log(id, data.body.pup.name, data.body.pup.state);
	else if (event === 'job') console.log(id, data.body.job.title, data.body.job.status, `${data.body.job.percent} %`);
	else if (event === 'resync') console.log(id, 'Too much was missed: read anew what you need.');
	else console.log(event);
	if (--left <= 0) break;
}
