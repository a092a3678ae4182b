// Backs the data of a pup up into a tar file, and puts a note beside them:
//   node backup.mjs PUP FILE.tar
// Stop the pup first where its files must fit together.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { box, pupNamed } from './box.mjs';

const [, , name, file] = process.argv;
const { id } = await pupNamed(name);
const archive = await box.files.archive(id);
await pipeline(Readable.from(archive), createWriteStream(file, { mode: 0o600 }));

const note = new TextEncoder().encode(`Backed up on ${new Date().toISOString()}\n`);
await box.files.send(id, 'last-backup.txt', note, { replace: true });
let text = '';
for await (const piece of box.files.receive(id, 'last-backup.txt')) text += new TextDecoder().decode(piece);
process.stdout.write(text);
