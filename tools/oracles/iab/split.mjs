// Prints one member of each line of JSON.
import { lines, say } from './common.mjs';

for (const l of lines()) say(JSON.parse(l)[process.argv[2]]);
