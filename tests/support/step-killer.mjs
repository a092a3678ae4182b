// Kills a process with SIGKILL when the database says that a job's step is running, or that it has
// failed while its job still runs, which means during the undo.
// This is its own process, which polls the database in a tight loop. Over the API or the live
// socket a short step would be over before the news of it arrives.
// Arguments: database file, process id, kind of the job, name of the step, milliseconds to wait
// before the kill, `running` or `failed`.
import { openSqlite } from '../../src/sqlite.js';

const [file, pid, kind, step, afterMs, when] = process.argv.slice(2);
const db = openSqlite(file, { readonly: true });
const last = db.prepare('SELECT coalesce(max(rowid), 0) AS id FROM jobs').get().id;
const query = db.prepare(
	`SELECT j.status AS job, s.status AS step FROM jobs j JOIN job_steps s ON s.job_id = j.id
	 WHERE j.rowid > ? AND j.kind = ? AND s.name = ?`
);
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

console.log('ready');
for (const until = Date.now() + 120_000; ;) {
	const row = query.get(last, kind, step);
	if (row?.step === when && row.job === 'running') {
		if (Number(afterMs) > 0) sleep(Number(afterMs));
		process.kill(Number(pid), 'SIGKILL');
		console.log('killed');
		break;
	}
	if (row && !['queued', 'running'].includes(row.job)) {
		console.log('missed');
		break;
	}
	if (Date.now() > until) {
		console.log('never');
		break;
	}
	sleep(0.1);
}
db.close();
