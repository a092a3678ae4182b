// Runs a command in a pup, with this program's input and output:
//   node run.mjs PUP COMMAND [ARGUMENT …]
import { box, pupNamed } from './box.mjs';

const [, , name, ...argv] = process.argv;
const { id } = await pupNamed(name);
const command = await box.pups.run(id, { argv }, { input: process.stdin });
process.once('SIGINT', () => command.kill('SIGINT'));
for await (const { stream, bytes } of command) process[stream].write(bytes);
process.exitCode = command.exit?.exitCode;
