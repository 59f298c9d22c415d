/**
 * What the page does itself: search, keeping its place when it loads itself again, and opening what a link points at.
 * Plain text, because the page is one file; it uses nothing that came from elsewhere but what stands in the page.
 */
export const SCRIPT = `
const input = document.getElementById('words');
const found = document.getElementById('found');
const tasks = [...document.querySelectorAll('.task')];
const show = () => {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const task of tasks) {
    const text = task.textContent.toLowerCase();
    task.hidden = !words.every((word) => text.includes(word));
    if (!task.hidden) shown += 1;
  }
  for (const spec of document.querySelectorAll('.spec')) spec.hidden = words.length > 0 && !spec.querySelector('.task:not([hidden])');
  found.textContent = words.length === 0 ? '' : shown + ' of ' + tasks.length + ' tasks';
};
input.addEventListener('input', show);
const folds = [...document.querySelectorAll('details')];
const keyOf = (fold) => (fold.closest('.task')?.id ?? '') + ' ' + fold.querySelector('summary').textContent.split(':')[0];
let kept = {};
try { kept = JSON.parse(sessionStorage.getItem('specwave') ?? '{}'); } catch {}
if (kept.words) { input.value = kept.words; show(); }
for (const fold of folds) if (kept.open?.includes(keyOf(fold))) fold.open = true;
if (kept.y) scrollTo(0, kept.y);
// A run that was killed writes no more.
if (Date.now() - Date.parse(document.body.dataset.running) < 2 * 60 * 60 * 1000)
  setTimeout(() => {
    const open = folds.filter((fold) => fold.open).map(keyOf);
    try { sessionStorage.setItem('specwave', JSON.stringify({ words: input.value, open, y: scrollY })); } catch {}
    location.reload();
  }, 3000);
`;
