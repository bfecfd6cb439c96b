"""Small registers that many tests use."""

from __future__ import annotations

TWO_REPORTS = """\
- id: crime-2014
  title: Crime inspection 2014
  inspectorate: HMIC
  published: 2014-11-27
  scale: peel-four-tier
  grades:
    - {area: Investigating, grade: good}
  findings:
    - id: crime-2014-r1
      kind: recommendation
      title: Learn what works
      requirement: Evaluate tactics and share what is learnt.
      themes: [what-works]
      deadlines: [within six months]
      parts:
        - {letter: a, requirement: evaluate}
        - {letter: b, requirement: share}
    - id: crime-2014-r2
      kind: recommendation
      title: Role of PCSOs
      requirement: Review the role of PCSOs.
      themes: [investigation, workforce]
      deadlines:
        - phrase: within three months
          requires: role reviewed
        - phrase: by March 2015
          requires: guidance given
          condition: training only if required
    - id: crime-2014-o1
      kind: observation
      title: No date on this one
      requirement: Explain the approach to staff.
- id: peel-2016
  title: PEEL 2016
  inspectorate: HMIC
  published: 2016-02
  scale: peel-four-tier
  grades:
    - {area: Investigating, grade: requires improvement}
  findings:
    - id: peel-2016-a1
      kind: area_for_improvement
      title: Still no evaluation
      requirement: Evaluate local operations.
      follows: [crime-2014-r1]
      deadlines: [within three months]
  follow_ups:
    - finding: crime-2014-r2
      verdict: resolved
      summary: PCSOs no longer investigate.
"""

CONCERN = """\
- id: peel-2022
  title: PEEL 2022
  published: 2022-06-15
  respond_by:
    - clock: statutory response
  findings:
    - id: peel-2022-c1
      kind: cause_of_concern
      title: Crime recording
      requirement: Record every crime.
      recommendations:
        - id: peel-2022-c1-r1
          kind: recommendation
          title: Train staff
          requirement: Train all staff.
          deadlines: [within three months]
        - id: peel-2022-c1-r2
          kind: recommendation
          title: Audit
          requirement: Audit monthly.
          deadlines: [immediately]
    - id: peel-2022-r1
      kind: recommendation
      title: For the College
      requirement: Write guidance.
      addressed_to: College of Policing
      deadlines: [within six months]
"""
