"""The style sheet of the report's page: light and dark as the reader has it, black on white in print."""

from __future__ import annotations

from annotator.review.inks import DARK, LIGHT, declarations

STYLE = f"""
:root {{ color-scheme: light dark; {declarations(LIGHT)} }}
@media (prefers-color-scheme: dark) {{ :root {{ {declarations(DARK)} }} }}
@media print {{ :root {{ color-scheme: light; {declarations(LIGHT)}; --page:#fff }} }}
* {{ box-sizing: border-box }}
body {{ margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif }}
main {{ max-width: 72rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem }}
h1 {{ font-size: 1.6rem; margin: 0 0 .25rem }}
h2 {{ font-size: 1.25rem; margin: 3rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line) }}
h3 {{ font-size: 1rem; margin: 2rem 0 .5rem }}
p {{ margin: .4rem 0; max-width: 46rem }}
a {{ color: var(--dot); text-decoration: none }}
a:hover, a:focus-visible {{ text-decoration: underline }}
:focus-visible {{ outline: 2px solid var(--dot); outline-offset: 2px }}
.weak {{ color: var(--muted) }}
.wide {{ overflow-x: auto; max-width: 100% }}
.notes {{ margin: 1rem 0; padding: .6rem .9rem; border-left: 3px solid var(--dot); background: var(--ground) }}
.notes ul {{ margin: 0; padding-left: 1.1rem }}
.tiles {{ display: flex; flex-wrap: wrap; gap: .75rem; margin: .75rem 0 0; padding: 0; list-style: none }}
.tiles li {{ flex: 1 1 10.5rem; max-width: 16rem; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 6px }}
.tiles b {{ display: block; font-size: 1.5rem; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums }}
.tiles small {{ display: block; color: var(--muted) }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem }}
caption {{ text-align: left; color: var(--muted); padding-bottom: .3rem }}
td, thead th {{ white-space: nowrap }}
td.says, .differences th, .differences td {{ white-space: normal }}
th, td {{ padding: .22rem .7rem .22rem 0; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line) }}
th {{ font-weight: 600 }}
thead th {{ color: var(--muted); font-weight: 500; vertical-align: bottom }}
th:first-child, td.says, td.version {{ text-align: left }}
th[scope=row] {{ font-weight: 400; overflow-wrap: anywhere; min-width: 9rem; max-width: 22rem }}
th[scope=rowgroup] {{ text-align: left; padding-top: .9rem }}
td.says {{ color: var(--muted); min-width: 14rem; font-size: .87rem }}
.differences table {{ width: 100%; table-layout: fixed }}
.differences th, .differences td {{ text-align: left; overflow-wrap: anywhere }}
.differences th:first-child {{ width: 24% }}
.differences th:nth-child(2) {{ width: 7rem }}
.differences td:first-child {{ font-size: .87rem }}
details {{ margin: .3rem 0 }}
summary {{ cursor: pointer; padding: .15rem 0 }}
.lists > details {{ border-bottom: 1px solid var(--line) }}
.pictures {{ display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start }}
figure {{ margin: .5rem 0; max-width: 100%; overflow-x: auto }}
figcaption {{ color: var(--muted); font-size: .87rem; margin-bottom: .3rem }}
svg {{ display: block; forced-color-adjust: none }}
svg a:hover, svg a:focus-visible {{ text-decoration: none }}
svg a:hover rect, svg a:focus-visible rect {{ stroke: var(--text); stroke-width: 2 }}
:target {{ scroll-margin-top: 1rem }}
@media print {{
  main {{ max-width: none; padding: 0 }}
  body {{ font-size: 10.5pt }}
  svg, .notes {{ print-color-adjust: exact; -webkit-print-color-adjust: exact }}
  figure, tr, .tiles li {{ break-inside: avoid }}
  h2, h3 {{ break-after: avoid }}
  .wide, figure {{ overflow: visible }}
  .wide table {{ font-size: 8pt; width: 100% }}
  .wide td, .wide th {{ white-space: normal; padding-right: .35rem; min-width: 0 }}
  .wide td.says {{ font-size: 7.5pt; min-width: 8rem }}
  .pictures {{ display: block }}
  svg {{ max-width: 100%; height: auto }}
  a {{ color: inherit }}
  nav, .lists > details:not([open]) {{ display: none }}
}}
"""
