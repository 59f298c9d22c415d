import { findSubAgent, type FoundSubAgent } from './subAgents';

const agent = (name: string, description: string, ...folders: string[]): FoundSubAgent => ({
  name,
  description,
  file: `/w/.claude/agents/${name}.md`,
  folders,
});

/** Three families, as people have them: names that begin with it, a plugin, a folder. */
const ALL: FoundSubAgent[] = [
  agent('clerk-setup-agent', 'Installs and configures Clerk in a project: keys, provider, middleware.'),
  agent(
    'clerk-oauth-specialist',
    'Configures social login with OAuth providers such as Google and GitHub in Clerk.',
  ),
  agent('clerk-api-builder', 'Protects API routes and endpoints with Clerk tokens.'),
  agent('clerk-organization-builder', 'Organizations, roles and invitations with Clerk.'),
  agent('clerk-ui-customizer', 'Themes sign-in components and user buttons of Clerk.'),
  agent('clerk-mfa-specialist', 'Multi-factor login with Clerk: codes, backup keys.'),
  agent('clerk-webhook-builder', 'Receives webhooks of Clerk and syncs users.'),
  agent('supabase:schema-architect', 'Designs tables, relations and migrations.'),
  agent('supabase:security-specialist', 'Row level security policies.'),
  agent('supabase:realtime-builder', 'Realtime channels and presence.'),
  agent('supabase:storage-builder', 'Buckets, uploads and signed links.'),
  agent('supabase:function-builder', 'Edge functions.'),
  agent('supabase:vector-specialist', 'Vector search with pgvector.'),
  agent('supabase:tester', 'Tests queries against the database.'),
  agent('page-generator', 'Makes pages with the app router.', 'nextjs-frontend'),
  agent('form-builder', 'Forms with validation.', 'nextjs-frontend'),
  agent('table-builder', 'Tables with sorting and paging.', 'nextjs-frontend', 'data'),
  agent('style-enforcer', 'Design tokens, colours and spacing.', 'nextjs-frontend'),
  agent('chart-builder', 'Charts and dashboards.', 'nextjs-frontend'),
  agent('image-optimizer', 'Sizes and formats of images.', 'nextjs-frontend'),
];

const found = (role: string, title: string, body = '', all = ALL): string | null =>
  findSubAgent(role, { title, body }, all)?.name ?? null;

it('the workspace has 20 sub-agents', () => {
  expect(ALL).toHaveLength(20);
});

it.each([
  ['clerk:*', 'Set up Clerk', 'clerk-setup-agent'],
  ['clerk:*', 'Install the auth provider and its middleware', 'clerk-setup-agent'],
  ['clerk:*', 'Sign in with Google OAuth', 'clerk-oauth-specialist'],
  ['clerk:*', 'Protect the endpoint /links', 'clerk-api-builder'],
  ['clerk:*', 'Let people send an invitation', 'clerk-organization-builder'],
  ['clerk:*', 'Theme the sign-in component', 'clerk-ui-customizer'],
  ['clerk:*', 'Sync users on each webhook', 'clerk-webhook-builder'],
  ['supabase:*', 'Design the database schema', 'supabase:schema-architect'],
  ['supabase:*', 'Write the migration for the links table', 'supabase:schema-architect'],
  ['supabase:*', 'Add security policies', 'supabase:security-specialist'],
  ['supabase:*', 'Upload files to a bucket', 'supabase:storage-builder'],
  ['supabase:*', 'Find similar rows with a vector', 'supabase:vector-specialist'],
  ['nextjs-frontend:*', 'Build the sign-up form', 'form-builder'],
  ['nextjs-frontend:*', 'A table of links with sorting', 'table-builder'],
  ['nextjs-frontend:*', 'Draw a chart of visits', 'chart-builder'],
  ['NextJS-Frontend:*', 'Generate the page of a link', 'page-generator'],
  ['redis:*', 'Fill the cache', null],
])('%s for "%s" is %s', (role, title, expected) => {
  expect(found(role, title)).toBe(expected);
});

it('the words of the body count', () => {
  expect(found('clerk:*', 'Do it', '- Keywords: webhook')).toBe('clerk-webhook-builder');
});

it('code of the task does not count', () => {
  expect(found('clerk:*', 'Configure OAuth', '```ts\nwebhook webhook users\n```')).toBe(
    'clerk-oauth-specialist',
  );
});

it('a rare word tells more than one that all use', () => {
  const all = [
    agent('x-a', 'Builds services and services of services, login'),
    agent('x-b', 'Builds services'),
    agent('x-c', 'Builds services'),
    agent('x-d', 'Builds, keeps: queue'),
  ];
  expect(found('x:*', 'Build services for the queue', '', all)).toBe('x-d');
});

it('where no word decides, the first by name is taken, whatever the order of the files', () => {
  expect(found('clerk:*', 'Do it')).toBe('clerk-api-builder');
  expect(found('clerk:*', 'Do it', '', ALL.toReversed())).toBe('clerk-api-builder');
});

it('examples far down a description do not count', () => {
  const all = [agent('x-a', `Forms. ${'Example. '.repeat(100)} webhook`), agent('x-b', 'Other things.')];
  expect(found('x:*', 'Receive the webhook', '', [...all, agent('x-c', 'webhook')])).toBe('x-c');
});

it.each([
  ['a name', 'clerk-setup-agent', 'clerk-setup-agent'],
  ["the name of a plugin's", 'supabase:tester', 'supabase:tester'],
  ["the own name of a plugin's", 'schema-architect', 'supabase:schema-architect'],
  ['a folder and a name', 'nextjs-frontend:form-builder', 'form-builder'],
  ['a name of another family', 'clerk:form-builder', null],
  ['nobody', 'deployment:observability-integrator', null],
  ['a beginning of a name', 'clerk', null],
])('one specialist is found by %s', (_, role, expected) => {
  expect(found(role, 'Do it')).toBe(expected);
});
