/**
 * Measures the home page while a pup attacks the box, beside the same page of the same box at rest:
 * first during each attack alone, then during all at once. Uses real containers with their usual
 * limits.
 */
import { AliveBox, HOSTILE_SOURCE } from '../support/alive.ts';
import { timesFigure, type Figure } from './stats.ts';

const SECONDS = 15;
const PAUSE_MS = 50;
/** Milliseconds, from the issue “Operate”. */
const MOST_MS = 500;
/** Storage limit of the pup in bytes. It is more than the attack fills, so the attack goes on. */
const STORAGE_BYTES = 500_000_000;

/** Python code of each attack. An attack that ends is started again. */
const ATTACKS: [name: string, python: string][] = [
	[
		'floods its log',
		`
out = open("/proc/1/fd/1", "wb", buffering=0)
while True: out.write(b"".join(b"flood %d of the log\\n" % n for n in range(1000)))`
	],
	[
		'prints escapes and HTML',
		`
import time
out = open("/proc/1/fd/1", "wb", buffering=0)
while True:
    out.write(b"\\x1b[2J\\x1b]0;owned\\x07<script>alert(1)</script>" + b"<b>" * 2000 + b"\\xff\\x00\\n")
    time.sleep(0.001)`
	],
	[
		'fills its disk',
		`
import os
while True:
    with open("/storage/fill", "wb") as file:
        for _ in range(300): file.write(b"x" * 1_000_000)
        file.flush(); os.fsync(file.fileno())
    os.unlink("/storage/fill")`
	],
	[
		'forks',
		`
import os, time
while True:
    try:
        if os.fork() == 0: time.sleep(5); os._exit(0)
    except OSError: print("refused", flush=True); time.sleep(0.01)
    try:
        while os.waitpid(-1, os.WNOHANG)[0]: pass
    except OSError: pass`
	],
	['eats memory', 'held = []\nwhile True: held.append(bytearray(b"x") * 16_000_000)'],
	[
		'sends malformed metrics',
		`
import http.client, os
bodies = [b"{", b"[]", b"null", b'{"height":{"value":"<b>"}}', b'{"height":' * 5000, b'{"x":{"value":1e999}}', b"\\xff" * 60000]
n = 0
while True:
    try:
        door = http.client.HTTPConnection(os.environ["DBX_HOST"], int(os.environ["DBX_PORT"]), timeout=5)
        door.request("POST", "/dbx/metrics", bodies[n % len(bodies)], {"content-type": "application/json"})
        door.getresponse().read(); door.close()
    except OSError: pass
    except http.client.HTTPException: pass
    n += 1`
	],
	[
		'makes links to the host',
		`
import os
os.makedirs("/storage/trap", exist_ok=True)
n = 0
while True:
    for target in ("/etc/passwd", "../" * 20, "/proc/self", "/"):
        name = "/storage/trap/%d" % (n % 5000)
        try: os.unlink(name)
        except OSError: pass
        os.symlink(target, name); n += 1`
	]
];

/**
 * Runs the code in the pup again and again until it is stopped.
 * @param heard receives the output of the code and its result
 * @returns a function that stops the attack
 */
function attack(box: AliveBox, id: string, python: string, heard: (text: string) => void): () => Promise<void> {
	const until = new AbortController();
	const once = async () => {
		const answer = await fetch(`${box.url}/api/v1/pups/${id}/exec`, {
			method: 'POST',
			headers: { authorization: `Bearer ${box.api.token()}`, 'content-type': 'application/json' },
			body: JSON.stringify({ argv: ['/usr/bin/python3', '-c', python] }),
			signal: until.signal
		});
		for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) heard(piece);
	};
	const work = (async () => {
		while (!until.signal.aborted) {
			// Ignored: the service may be down for a moment, for instance after an OOM kill.
			await once().catch(() => {});
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	})();
	return () => {
		until.abort();
		return work;
	};
}

/** Loads the home page again and again. @returns milliseconds of each load */
async function loadHome(box: AliveBox): Promise<number[]> {
	const times: number[] = [];
	for (const end = performance.now() + SECONDS * 1000; performance.now() < end;) {
		const from = performance.now();
		const page = await fetch(`${box.url}/`, {
			headers: { cookie: `dogebox_session=${box.api.token()}`, accept: 'text/html' },
			redirect: 'manual'
		});
		const html = await page.text();
		if (page.status !== 200 || !html.includes('Neighbour')) throw new Error(`the home page answered ${page.status}`);
		times.push(performance.now() - from);
		await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
	}
	return times;
}

/**
 * Checks the traces of the attacks in the box and in their own output.
 * @throws Error if an attack had no effect
 */
async function demandTraces(box: AliveBox, id: string, heard: ReadonlySet<string>): Promise<void> {
	const { lines } = await box.get<{ lines: { text: string }[] }>(`/pups/${id}/logs?tail=1000`);
	const { refused } = await box.get<{ refused: unknown }>(`/pups/${id}/metrics?seconds=60`);
	const links = await box.api.call('GET', `/pups/${id}/files?path=trap`);
	const seen = {
		log: lines.some(({ text }) => /flood \d+ of the log|alert\(1\)/.test(text)),
		metrics: refused !== null,
		memory: heard.has('killed'),
		forks: heard.has('refused'),
		links: links.status === 200
	};
	const none = Object.entries(seen).flatMap(([what, was]) => (was ? [] : [what]));
	if (none.length > 0) throw new Error(`no trace of an attack: ${none.join(', ')}`);
}

/** Measures the home page during each attack, then during all at once. */
export async function benchHostile(say: (line: string) => void): Promise<Figure[]> {
	const box = await AliveBox.start('bench-hostile');
	try {
		await box.addSource(HOSTILE_SOURCE);
		const id = await box.install('Probe');
		await box.install('Neighbour');
		const { status } = await box.api.call('PATCH', `/pups/${id}/limits`, { storageBytes: STORAGE_BYTES });
		if (status !== 200) throw new Error(`the limit was answered with ${status}`);
		const quiet = await loadHome(box);
		const figures: Figure[] = [];
		const heard = new Set<string>();
		const hear = (text: string) => {
			if (text.includes('"exitCode":137')) heard.add('killed');
			if (text.includes('refused')) heard.add('refused');
		};
		const all = ATTACKS.map(([, python]) => python);
		for (const [name, codes] of [
			...ATTACKS.map(([one, python]) => [one, [python]] as const),
			['does all', all] as const
		]) {
			const ends = codes.map((python) => attack(box, id, python, hear));
			try {
				const times = await loadHome(box);
				const most = Math.round(Math.max(...times));
				say(`home while a pup ${name}: ${times.length} pages, slowest ${most} ms`);
				figures.push(
					timesFigure(
						{
							id: name === 'does all' ? 'hostile' : `hostile-${name.split(' ')[0]}`,
							title: `The home page while a pup ${name === 'does all' ? 'does all of this at once' : name}`,
							target: MOST_MS,
							targetOf: 'p99'
						},
						times,
						'the same while it is quiet',
						quiet
					)
				);
			} finally {
				await Promise.all(ends.map((end) => end()));
			}
			await box.state(id, 'running');
		}
		await demandTraces(box, id, heard);
		return figures;
	} finally {
		await box.dispose();
	}
}
