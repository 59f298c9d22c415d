/** How the page looks: light and dark as the reader's system is, from a phone's width up. */
export const STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1b1f24, #e6e9ee); --soft: light-dark(#545d68, #a9b1bc);
  --ground: light-dark(#fff, #14171c); --card: light-dark(#f4f6f8, #1e232a); --line: light-dark(#d5dae0, #39414c);
  --good: light-dark(#17693a, #7ddba0); --bad: light-dark(#a8201a, #ff9d95); --wait: light-dark(#7a4d00, #f0c06a);
  --calm: light-dark(#0b5394, #8ec5ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.6rem; } h2 { margin: 2rem 0 .5rem; font-size: 1.25rem; } h3 { margin: 1.25rem 0 .5rem; font-size: 1.05rem; }
h4 { margin: 0; font-size: 1rem; font-weight: 600; }
header p, .facts { margin: .25rem 0; color: var(--soft); }
a { color: var(--calm); }
.facts { display: flex; flex-wrap: wrap; gap: 0 1rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.tile { background: var(--card); border-radius: .5rem; padding: .6rem .9rem; }
dt { color: var(--soft); font-size: .875rem; } dd { margin: 0; font-size: 1.15rem; font-weight: 600; }
.timeline { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem; overflow: hidden; }
.lane { position: relative; height: 1.9rem; border-bottom: 1px solid var(--line); }
.bar { position: absolute; top: .15rem; height: 1.6rem; min-width: .5rem; overflow: hidden; padding: 0 .3rem; border-radius: .25rem;
  border: 1px solid var(--ground); font-size: .8rem; line-height: 1.5rem; white-space: nowrap; text-decoration: none;
  color: light-dark(#fff, #101318); background: var(--soft); }
.bar:focus-visible, .bar:hover { z-index: 1; outline: 2px solid var(--text); }
.bar.landed, .bar.ticked { background: var(--good); } .bar.replayed, .bar.at-work { background: var(--calm); }
.bar.quota, .bar.budget, .bar.cancelled { background: var(--wait); }
.bar.invalid, .bar.failed, .bar.conflict, .bar.denied, .bar.empty, .bar.timeout, .bar.stalled, .bar.needs-agent { background: var(--bad); }
.bar.replayed { border-style: dashed; border-color: var(--text); }
.axis { display: flex; flex-wrap: wrap; justify-content: space-between; padding-top: .25rem; color: var(--soft); font-size: .8rem; }
.search { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: 1.5rem 0 0; }
input { font: inherit; max-width: 100%; padding: .3rem .5rem; border: 1px solid var(--soft); border-radius: .35rem; background: var(--card); color: inherit; }
.tasks { list-style: none; margin: 0; padding: 0; }
.task { border: 1px solid var(--line); border-left: .3rem solid var(--soft); border-radius: .5rem; padding: .6rem .9rem; margin: .5rem 0; }
.task:target { outline: 2px solid var(--calm); }
.task.landed, .task.ticked { border-left-color: var(--good); } .task.replayed, .task.at-work { border-left-color: var(--calm); }
.task.quota, .task.budget, .task.cancelled { border-left-color: var(--wait); }
.task.invalid, .task.failed, .task.conflict, .task.denied, .task.empty, .task.timeout, .task.stalled, .task.needs-agent { border-left-color: var(--bad); }
.outcome { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; font-size: .8rem; font-weight: 400; color: var(--soft); white-space: nowrap; }
.checks .passed, .added { color: var(--good); } .checks .failed, .removed { color: var(--bad); } .head { color: var(--soft); }
.flags { margin: .35rem 0; padding-left: 1.2rem; color: var(--wait); }
details { margin: .35rem 0; } summary { cursor: pointer; color: var(--calm); }
pre { margin: .35rem 0; padding: .6rem; max-height: 30rem; overflow: auto; background: var(--card); border-radius: .35rem; font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
ul { margin: .35rem 0; padding-left: 1.2rem; }
[hidden] { display: none; }
`;
