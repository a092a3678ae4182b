/**
 * Styles of the recovery page: the dashboard's colours and shapes (`src/app.css`), without external
 * resources.
 */
export const STYLE = `
:root{color-scheme:light dark;
--ground:light-dark(#f6f5f2,#121110);--surface:light-dark(#fff,#1a1917);--line:light-dark(#e5e2da,#2b2925);
--edge:light-dark(#8f897c,#7a7468);--ink:light-dark(#1b1a17,#f2f0eb);--ink-2:light-dark(#55514a,#bab4a8);
--gold:light-dark(#efbf2e,#ecbd32);--on-gold:#241c00;--focus:light-dark(#8a6700,#f0c85a);
--good:light-dark(#116b33,#63d18c);--good-wash:light-dark(#e5f4ea,#13281b);
--bad:light-dark(#aa231b,#ff948b);--bad-wash:light-dark(#fdeceb,#331816);--bad-line:light-dark(#f3c6c2,#5d2622);
--warn:light-dark(#884500,#f0ab62);--info-wash:light-dark(#e9f1fa,#15222f);--info-line:light-dark(#c5daf0,#274059)}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:0.90625rem/1.5 Inter,system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif}
main{max-width:44rem;margin:0 auto;padding:2rem 1rem 4rem;display:grid;gap:1.25rem}
main.narrow{max-width:26rem;padding-top:12vh}
header{display:flex;gap:.75rem;align-items:center;justify-content:space-between}
.brand{display:flex;gap:.6rem;align-items:center;font-weight:600}
.brand svg{width:1.75rem;height:1.75rem}
h1{font-size:1.5rem;line-height:1.25;margin:0}
h2{font-size:1.0625rem;margin:0 0 .25rem}
p{margin:.25rem 0}
.quiet,small{color:var(--ink-2)}small{font-size:.8125rem}
section{background:var(--surface);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem}
.notice{border-radius:.6rem;padding:.75rem 1rem;border:1px solid var(--info-line);background:var(--info-wash)}
.notice.bad{border-color:var(--bad-line);background:var(--bad-wash)}.notice.bad b{color:var(--bad)}
.notice.good{border-color:transparent;background:var(--good-wash)}.notice.good b{color:var(--good)}
form{display:grid;gap:.9rem;margin-top:.9rem}
fieldset{border:0;padding:0;margin:0;display:grid;gap:.5rem}
legend{padding:0;margin-bottom:.4rem;font-weight:500}
.choice{display:grid;grid-template-columns:auto 1fr;gap:.15rem .7rem;align-items:start;padding:.7rem .85rem;
border:1px solid var(--line);border-radius:.6rem;cursor:pointer}
.choice:has(:checked){border-color:var(--edge)}
.choice small{grid-column:2}
input[type=radio],input[type=checkbox]{width:1.15rem;height:1.15rem;margin:.15rem 0 0;accent-color:var(--focus)}
label.field{display:grid;gap:.35rem;font-weight:500}
input[type=password]{font:inherit;height:2.75rem;padding:0 .75rem;width:100%;color:var(--ink);
background:var(--surface);border:1px solid var(--edge);border-radius:.5rem}
button,.button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.1rem;border-radius:.5rem;cursor:pointer;
border:1px solid transparent;background:var(--gold);color:var(--on-gold);justify-self:start;
display:inline-flex;align-items:center;text-decoration:none}
.narrow button{justify-self:stretch;justify-content:center}
button.second{background:transparent;color:var(--ink);border-color:var(--edge)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
ul{margin:.6rem 0 0;padding:0;list-style:none;display:grid;gap:.35rem}
li{display:grid;gap:.1rem;padding:.45rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
.warn{color:var(--warn)}section>p.warn{margin-top:.75rem}
code,pre{font:.8125rem/1.5 ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;margin:.5rem 0 0;color:var(--ink-2)}
summary{cursor:pointer;color:var(--ink-2);min-height:1.75rem}
`;
