import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// Grafana's own rule for plugins, that imports exist in every Grafana supported, is not here: @grafana/eslint-plugin-plugins
// knows ESLint up to 9 and downloads types while it lints. tests/imports.test.ts holds the same.
export default tseslint.config(
  { ignores: ['dist', 'coverage', 'src/*.gen.ts', '**/node_modules'] },
  { files: ['**/*.mjs', 'e2e/**/*.ts'], extends: [tseslint.configs.recommended] },
  {
    files: ['src/**/*.{ts,tsx}', 'tests/**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, reactHooks.configs.flat.recommended],
    // Grafana 13's types tell what is deprecated by now.
    languageOptions: { parserOptions: { project: 'tsconfig.grafana13.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  // node:test hands back a promise for each test; the runner waits for it.
  { files: ['tests/**'], rules: { '@typescript-eslint/no-floating-promises': 'off' } }
);
