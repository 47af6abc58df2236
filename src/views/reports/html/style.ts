/** The style sheet of a report. It loads nothing, and its hash is in the content security policy. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fcfbf9;--card:#fff;--ink:#1d1c1a;--soft:#625f58;--rule:#e5e1d9;--link:#1c5796;--del:#fbe9e4;--deli:#8a2c17;--delm:#f3c4b6;--ins:#e4f2e5;--insi:#1d5a30;--insm:#b3dcb8;--bad:#9a3412;--badbg:#fdeee4;--ribbon:#8fb3d9;--old:#9c968a;--new:#2f6db0;--up:#3b8a55;--down:#c0583d;--pause:#f3e3bd}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--card:#1c1f23;--ink:#e8e6e1;--soft:#a5a29b;--rule:#31353b;--link:#8dbcf0;--del:#3a211d;--deli:#f0b4a5;--delm:#6d3227;--ins:#1b3323;--insi:#aadcb4;--insm:#2c5f3c;--bad:#f0a878;--badbg:#3a2517;--ribbon:#41658d;--old:#77736a;--new:#7db0e8;--up:#5fb27b;--down:#d98169;--pause:#4a3f22}}
*{box-sizing:border-box}
html{scroll-padding-top:5rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
header,main,footer{max-width:62rem;margin:0 auto;padding:0 1.5rem}
h1,h2,.big dd{font-family:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,"Noto Serif","DejaVu Serif",serif;font-weight:600;line-height:1.2;text-wrap:balance}
h1{font-size:clamp(1.8rem,4.5vw,2.7rem);margin:.2rem 0 .4rem;letter-spacing:-.015em}
h2{font-size:1.45rem;margin:3.2rem 0 1rem;padding-top:1.4rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;font-weight:650;margin:2rem 0 .4rem}
header{padding-top:3rem}
.kicker{color:var(--soft);font-size:.85rem;letter-spacing:.06em;text-transform:uppercase;margin:0}
.lead{color:var(--soft);margin:0;overflow-wrap:anywhere}
a{color:var(--link);text-underline-offset:.15em}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:3}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;padding:0;margin:1.4rem 0 0;font-size:.95rem}
.big{display:flex;flex-wrap:wrap;gap:1.2rem 3rem;margin:1.8rem 0 0}
.big div{display:flex;flex-direction:column-reverse}
.big dt{color:var(--soft);font-size:.9rem}.big dd{margin:0;font-size:2rem}
.big .bad dd{color:var(--bad)}.big .plain dd{color:var(--soft)}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.6rem;margin:0}
.facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
code,pre,.facts dd.digest{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-size:.86em}
.commands{display:grid;gap:1rem;margin:1.4rem 0 0}
.commands h3{margin:0 0 .3rem}.commands div{position:relative}.commands button{position:absolute;top:0;right:0;padding:.05rem .7rem;font-size:.82rem;color:var(--soft);border-color:var(--rule)}
pre{margin:0;padding:.8rem 1rem;background:var(--card);border:1px solid var(--rule);border-radius:8px;white-space:pre-wrap;overflow-wrap:anywhere;user-select:all}
.note{border-left:3px solid var(--bad);background:var(--badbg);padding:.6rem 1rem;margin:1rem 0;border-radius:0 6px 6px 0;overflow-wrap:anywhere}
figure{margin:0 0 2.2rem;padding:1.2rem 1.4rem 1.3rem;background:var(--card);border:1px solid var(--rule);border-radius:10px;break-inside:avoid}
figcaption{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:baseline;margin-bottom:.7rem;overflow-wrap:anywhere}
figcaption h3{margin:0;font-size:1.05rem}figcaption span{color:var(--soft);font-size:.92rem}
svg{display:block;width:100%;height:auto;overflow:visible}
svg.flow,svg.histogram{max-width:720px;margin:0 auto}
svg text{fill:var(--soft);font-size:12.5px}svg .name{fill:var(--ink);font-size:14px}svg .n{fill:var(--soft)}
svg .ribbon{fill:var(--ribbon);fill-opacity:.5}svg .ribbon:hover{fill-opacity:.85}svg .old{fill:var(--old)}svg .new{fill:var(--new)}
svg .up,svg .done{fill:var(--up)}svg .down,svg .failed{fill:var(--down)}
svg .axis{stroke:var(--rule)}svg .zero{stroke:var(--soft);stroke-dasharray:2 3}
svg .median,svg .p95{fill:none;stroke:var(--new);stroke-width:1.8}svg .p95{stroke:var(--old);stroke-width:1.2;stroke-dasharray:4 3}
svg .pause{fill:var(--pause)}svg .resume{stroke:var(--ink);stroke-dasharray:3 3}
.sums{display:flex;flex-wrap:wrap;gap:.4rem 2.2rem;margin:0 0 .8rem}.sums dt{color:var(--soft);font-size:.86rem}.sums dd{margin:0;font-size:1.15rem;overflow-wrap:anywhere}
.sums .up{color:var(--insi)}.sums .down{color:var(--deli)}
svg.share{height:.7rem;border-radius:4px;overflow:hidden}svg .set{fill:var(--up)}svg .replaced{fill:var(--ribbon)}svg .cleared{fill:var(--down)}svg .unread{fill:var(--rule)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:.8rem 0 0;color:var(--soft);font-size:.88rem}
.legend svg{display:inline-block;width:1.4em;height:.8em;margin-right:.4em;vertical-align:-.05em}
table{border-collapse:collapse;width:100%}
table{margin:.4rem 0 1.6rem}th,td{text-align:left;vertical-align:top;padding:.55rem 1.4rem .55rem 0;border-bottom:1px solid var(--rule)}
th{color:var(--soft);font-weight:500;font-size:.9rem;white-space:nowrap}td.n,th.n{text-align:right}td:first-child,td a{white-space:nowrap}td:nth-child(3){overflow-wrap:anywhere;min-width:10rem}td code{color:var(--soft)}
#tools{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:.6rem .9rem;align-items:end;background:var(--paper);padding:.7rem 0;border-bottom:1px solid var(--rule)}
#tools[hidden]{display:none}
#tools label{display:grid;font-size:.82rem;color:var(--soft)}#tools .grow{flex:1 1 14rem}
input,select,button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--old);border-radius:6px;padding:.32rem .6rem;min-width:0}#tools input,#tools select{height:2.3rem;font-size:.95rem;color:var(--ink)}
#tools input[type=number]{width:7rem}button{cursor:pointer}
#found{flex-basis:100%;color:var(--soft);font-size:.9rem}
.chunk{list-style:none;margin:0;padding:0;content-visibility:auto;contain-intrinsic-size:auto 8000px}
.chunk li{padding:.75rem .2rem .8rem;border-bottom:1px solid var(--rule);overflow-wrap:anywhere;break-inside:avoid;scroll-margin-top:9rem;overflow:clip}
.chunk li:target,.chunk li:focus{background:var(--badbg);outline:none}
.chunk code{color:var(--soft)}.chunk b{font-weight:620}
.chunk b,.chunk code,del,ins,dt,pre,.lead bdi,svg text{unicode-bidi:isolate}
.chunk small{color:var(--soft);font-size:.82rem;margin-left:.6rem}
.chunk em{font-style:normal;font-size:.8rem;color:var(--bad);background:var(--badbg);border-radius:4px;padding:.1rem .45rem;margin-left:.5rem}
.chunk em.skipped,.chunk em.pending{color:var(--soft);background:none;border:1px solid var(--rule)}
.chunk dl{display:grid;grid-template-columns:minmax(6rem,11rem) 1fr;gap:.25rem 1.2rem;margin:.35rem 0 0}
.chunk dt{color:var(--soft);font-size:.92rem}.chunk dd{margin:0;white-space:break-spaces;overflow:clip}
.blocked~dl del,.blocked~dl ins{background:none;color:inherit;box-shadow:inset 0 0 0 1px var(--rule)}.chunk dd small{margin-left:.3rem}
.why{margin:.2rem 0 0}.why small{margin-left:0}.other{margin:.1rem 0 0;color:var(--soft)}.other b{color:var(--ink)}
del,ins{text-decoration:none;border-radius:3px;padding:.05em .28em;box-decoration-break:clone;-webkit-box-decoration-break:clone}
del{background:var(--del);color:var(--deli)}ins{background:var(--ins);color:var(--insi)}
del:before{content:"from "}ins:before{content:"to "}del:before,ins:before{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
mark{color:inherit;border-radius:2px;padding:0 .1em}del mark{background:var(--delm);text-decoration:line-through}ins mark{background:var(--insm);text-decoration:underline}
del i,ins i{opacity:.85}
.cut-notice{display:none}body:has(.left-out) .cut-notice{display:block}
footer{color:var(--soft);font-size:.88rem;padding-top:2rem;padding-bottom:4rem}
@media (max-width:40rem){svg text{font-size:18px}svg .name{font-size:19px}svg.timeline text{font-size:24px}.facts,.chunk dl{grid-template-columns:1fr;gap:0 1rem}.facts dd{margin-bottom:.5rem}.chunk dd{margin-bottom:.3rem}#tools{position:static}td:first-child{white-space:normal}}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--soft:#555;--rule:#ccc;--link:#000;--del:#fbe9e4;--deli:#7a2412;--delm:#f3c4b6;--ins:#e4f2e5;--insi:#174a27;--insm:#b3dcb8;--bad:#8a2c10;--badbg:#fdf3ec;--ribbon:#8fb3d9;--old:#9c968a;--new:#2f6db0;--up:#3b8a55;--down:#c0583d;--pause:#f3e3bd}
@page{margin:16mm 14mm}html{font-size:9.5pt}body{print-color-adjust:exact;-webkit-print-color-adjust:exact}header,main,footer{max-width:none;padding:0}header{padding-top:0}nav,#tools,.skip,button{display:none!important}.chunk{content-visibility:visible}h2,h3{break-after:avoid}figure{padding:.6rem .8rem}.chunk li{padding:.35rem 0}.big dd{font-size:1.5rem}}
`;
