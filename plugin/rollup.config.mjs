// One AMD bundle for Grafana's module loader. All that Grafana shares with
// plugins stays outside, so the same file runs on React 18 and on React 19.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { transform } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Resolves the sources' imports and turns TypeScript into JavaScript. */
const typescript = {
  name: 'typescript',
  resolveId(source, importer) {
    if (!importer || !source.startsWith('.')) {
      return null;
    }
    const path = resolve(dirname(importer), source);
    return ['.ts', '.tsx'].map((ending) => path + ending).find(existsSync) ?? null;
  },
  async transform(code, id) {
    const { code: out, map } = await transform(code, {
      loader: id.endsWith('x') ? 'tsx' : 'ts',
      target: 'es2021',
      jsx: 'transform', // React.createElement: react/jsx-runtime differs between React 18 and 19
      sourcemap: true,
      sourcefile: id,
    });
    return { code: out, map };
  },
};

/** The day of what is built, not of the building: the same sources make the same files. */
function today() {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given) {
    return new Date(Number(given) * 1000).toISOString().slice(0, 10);
  }
  try {
    const commit = execFileSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return new Date(Number(commit) * 1000).toISOString().slice(0, 10);
  } catch {
    return new Date().toISOString().slice(0, 10); // sources without their history
  }
}

/** Puts what Grafana reads beside the bundle. */
const metadata = {
  name: 'metadata',
  writeBundle() {
    mkdirSync('dist', { recursive: true });
    const json = readFileSync('src/plugin.json', 'utf8');
    writeFileSync('dist/plugin.json', json.replace('%VERSION%', version).replace('%TODAY%', today()));
    cpSync('src/img', 'dist/img', { recursive: true });
    for (const { path } of JSON.parse(json).info.screenshots) {
      copyFileSync(join('../docs', path), join('dist', path)); // taken anew by go tool mage screenshots
    }
    for (const file of ['README.md', 'CHANGELOG.md', '../LICENSE'].filter(existsSync)) {
      copyFileSync(file, join('dist', basename(file)));
    }
  },
};

export default {
  input: 'src/module.ts',
  external: (id) => !id.startsWith('.') && !isAbsolute(id),
  plugins: [typescript, metadata],
  onwarn: ({ message }) => {
    throw new Error(message); // such as files that import each other in a circle
  },
  output: { file: 'dist/module.js', format: 'amd', interop: 'esModule', sourcemap: true },
};
