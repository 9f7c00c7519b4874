"""``annotator check`` and ``annotator stats``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from annotator.commands.shared import folder_parser, number, print_json, relative, surveyed
from annotator.commands.telling import tell


def check(given: Sequence[str]) -> int:
    """Checks every sidecar of a folder; 1 where there are errors."""
    from annotator.sidecars import survey

    options = folder_parser("check", "Check every sidecar of a folder.").parse_args(given)
    folder, listing, tagset = surveyed(options)
    findings = list(survey.check(listing, tagset))
    counts = Counter(finding.severity for finding in findings)
    sidecars = sum(len(article.sidecars) for article in listing.articles)
    if options.json:
        print_json(
            {
                "folder": str(folder),
                "tagset": {"id": tagset.id, "version": tagset.version},
                "articles": len(listing.articles),
                "sidecars": sidecars,
                "errors": counts["error"],
                "warnings": counts["warning"],
                "findings": [
                    {
                        "file": relative(f.path, folder),
                        "line": f.line,
                        "severity": f.severity,
                        "record": f.record,
                        "rule": f.rule,
                        "message": f.message,
                    }
                    for f in findings
                ],
            }
        )
    else:
        for f in findings:
            place = f"{relative(f.path, folder)}{f':{f.line}' if f.line else ''}"
            tell(f"{place}: {f.severity}: {f'{f.record}: ' if f.record else ''}{f.message}")
        print(
            f"{number(len(listing.articles), 'article')}, {number(sidecars, 'sidecar')}: {number(counts['error'], 'error')}, "
            f"{number(counts['warning'], 'warning')}"
        )
    return 1 if counts["error"] else 0


def stats(given: Sequence[str]) -> int:
    """Counts what was tagged in a folder."""
    from annotator.sidecars.survey import statistics

    options = folder_parser("stats", "Count what was tagged in a folder.").parse_args(given)
    folder, listing, tagset = surveyed(options)
    counted = statistics(listing)
    if options.json:
        print_json(
            {
                "folder": str(folder),
                "articles": counted.articles,
                "annotators": {
                    name: {
                        "statuses": dict(counted.statuses(name)),
                        "entities": dict(counted.entities(name).most_common()),
                        "events": dict(counted.events(name).most_common()),
                        "relations": sum(s.relations for s in counted.sheets if s.annotator == name),
                        "instances": sum(s.instances for s in counted.sheets if s.annotator == name),
                    }
                    for name in counted.annotators
                },
                "sheets": [
                    {
                        "article": s.article,
                        "annotator": s.annotator,
                        "status": s.status,
                        "entities": dict(s.entities.most_common()),
                        "events": dict(s.events.most_common()),
                        "relations": s.relations,
                        "instances": s.instances,
                    }
                    for s in counted.sheets
                ],
                "unreadable": [relative(found.path, folder) for found in counted.unreadable],
            }
        )
        return 0
    print(f"{number(counted.articles, 'article')} in {folder}")
    for name in counted.annotators:
        statuses = counted.statuses(name)
        unreadable = f", {statuses['unreadable']} unreadable" if statuses["unreadable"] else ""
        print(
            f"\n{name}: {statuses['done']} done, {statuses['in-progress']} in progress, "
            f"{statuses['untouched']} untouched" + unreadable
        )
        for heading, found in (("entities", counted.entities(name)), ("events", counted.events(name))):
            print(f"  {number(found.total(), heading[:-1] if heading == 'events' else 'entity', heading)}")
            for type, count in found.most_common():
                print(f"    {count:6}  {tagset.display(type)}")
    for lost in counted.unreadable:
        place = f"{relative(lost.path, folder)}{f':{lost.line}' if lost.line else ''}"
        print(file=sys.stderr)
        tell(f"unreadable: {place}: {lost.message}", file=sys.stderr)
    return 0
