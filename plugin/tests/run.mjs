// Runs the unit tests twice: with Grafana 11.6 and React 18, then with Grafana
// 13 and React 19. Each run is bundled first, so that one React is in it for
// sure. Arguments go to node's test runner: node tests/run.mjs --test-name-pattern=Config
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const runs = { grafana11: '.', grafana13: 'grafana13' };
const shared = /^(react|react-dom|@grafana\/(data|ui|runtime))(\/.*)?$/;

const tests = readdirSync('tests').filter((name) => /\.test\.tsx?$/.test(name)).map((name) => `tests/${name}`);

/** Takes Grafana's libraries and React from one of the two installations. */
function from(folder) {
  return {
    name: 'grafana',
    setup(b) {
      b.onResolve({ filter: shared }, ({ path, pluginData }) =>
        pluginData === 'found' ? null : b.resolve(path, { kind: 'require-call', resolveDir: resolve(folder), pluginData: 'found' })
      );
    },
  };
}

let failed = false;
for (const [name, folder] of Object.entries(runs)) {
  const outfile = `node_modules/.cache/pantau-tests/${name}.cjs`;
  await build({
    stdin: { contents: tests.map((file) => `import './${file}';`).join('\n'), resolveDir: process.cwd() },
    outfile,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    jsx: 'transform',
    logLevel: 'error',
    external: ['happy-dom', 'typescript'],
    loader: { '.css': 'empty' },
    plugins: [from(folder)],
  });
  console.log(`# ${name}`);
  const { status } = spawnSync(
    process.execPath,
    ['--test', '--test-force-exit', '--test-timeout=600000', '--test-reporter=spec', ...process.argv.slice(2), outfile],
    { stdio: 'inherit', env: { ...process.env, PANTAU_GRAFANA: name, NODE_ENV: 'test', TZ: 'Asia/Jakarta' } }
  );
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
