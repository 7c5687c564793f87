// Writes ../riskstream.json as a TypeScript value of Grafana's type, so that the compiler reports every member and value that the type does not have.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const board = JSON.parse(readFileSync(new URL('../riskstream.json', import.meta.url), 'utf8'));
mkdirSync(new URL('build', import.meta.url), { recursive: true });
writeFileSync(new URL('build/dashboard.ts', import.meta.url), `import type { Dashboard } from '@grafana/schema';

export const board: Dashboard = ${JSON.stringify(board, null, 2)};
`);
