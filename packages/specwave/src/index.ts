export type { Problem } from './config/problem';
