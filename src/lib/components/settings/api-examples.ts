/** Examples of a first API call, in common scripting languages. */
export const LANGUAGES = [
	{ value: 'curl', label: 'curl' },
	{ value: 'javascript', label: 'JavaScript' },
	{ value: 'python', label: 'Python' }
] as const;

/**
 * Lists the pups, with a token from the environment.
 *
 * @param origin address of the box: `http://box:8080`
 */
export function exampleOf(language: (typeof LANGUAGES)[number]['value'], origin: string): string {
	const address = `${origin}/api/v1/pups`;
	switch (language) {
		case 'curl':
			return `curl ${address} -H "Authorization: Bearer $TOKEN"`;
		case 'javascript':
			return [
				`const answer = await fetch('${address}', {`,
				'\theaders: { authorization: `Bearer ${process.env.TOKEN}` }',
				'});',
				'const { pups } = await answer.json();',
				'for (const { name, state } of pups) console.log(name, state);'
			].join('\n');
		case 'python':
			return [
				'import json, os, urllib.request',
				'',
				`request = urllib.request.Request("${address}")`,
				'request.add_header("Authorization", "Bearer " + os.environ["TOKEN"])',
				'with urllib.request.urlopen(request) as answer:',
				'    for pup in json.load(answer)["pups"]:',
				'        print(pup["name"], pup["state"])'
			].join('\n');
	}
}
