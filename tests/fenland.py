"""The registers of an invented force, Fenland Police, as they stood through its year 2024 to 2025."""

from __future__ import annotations

import textwrap

CUSTODY = """\
- id: custody-2023
  title: Inspection of Fenland custody suites
  inspectorate: HMICFRS
  published: 2023-11-30
  respond_by:
    - clock: statutory response
  findings:
    - id: custody-2023-r1
      kind: recommendation
      title: Custody records
      requirement: Record the reason for every strip search.
      addressed_to: Fenland Police
      deadlines: [within three months]
    - id: custody-2023-r2
      kind: recommendation
      title: Detained children
      requirement: Review how long children are detained.
      addressed_to: the chief constable
      deadlines: [every six months]
    - id: custody-2023-a1
      kind: area_for_improvement
      title: Use of force records
      requirement: Record each use of force in full.
    - id: custody-2023-o1
      kind: observation
      title: Cell call bells
      requirement: Some call bells went unanswered.
"""

FRAUD = """\
- id: fraud-2024
  title: "Fraud: a national inspection"
  inspectorate: HMICFRS
  published: 2024-01-25
  findings:
    - id: fraud-2024-r1
      kind: recommendation
      title: Fraud victims
      requirement: Give every fraud victim one point of contact.
      addressed_to: all chief constables
      national_reference: NAT-2024-031
      deadlines: [within six months]
    - id: fraud-2024-r2
      kind: recommendation
      title: Fraud training
      requirement: Publish a course for fraud investigators.
      addressed_to: College of Policing
      deadlines: [by 31 March 2024]
    - id: fraud-2024-r3
      kind: recommendation
      title: Fraud at airports
      requirement: Agree with each airport who investigates fraud there.
      addressed_to: chief constables and police and crime commissioners
      deadlines: [within three months]
    - id: fraud-2024-o1
      kind: observation
      title: Volume of fraud reports
      requirement: Forces find it hard to tell which reports matter.
"""

CONCERN = """\
    - id: peel-2024-c1
      kind: cause_of_concern
      title: Calls from vulnerable people
      requirement: Answer calls from vulnerable people in time.
      issued: 2024-03-04
      recommendations:
        - id: peel-2024-c1-r1
          kind: recommendation
          title: Supervisor in the control room
          requirement: Have a supervisor check each abandoned call.
          deadlines: [immediately]
        - id: peel-2024-c1-r2
          kind: recommendation
          title: Risk assessment of callers
          requirement: Assess the risk to each caller.
          deadlines: [within three months]
        - id: peel-2024-c1-r3
          kind: recommendation
          title: Staff in the control room
          requirement: Fill the vacancies in the control room.
          deadlines: [within six months]
"""

LETTER = (
    """\
- id: peel-2024
  title: PEEL 2024
  inspectorate: HMICFRS
  published: 2024
  respond_by:
    - {clock: action plan, issued: 2024-03-04}
  findings:
"""
    + CONCERN
)

PEEL = (
    """\
- id: peel-2024
  title: PEEL 2024
  inspectorate: HMICFRS
  published: 2024-06-20
  respond_by:
    - clock: statutory response
    - {clock: action plan, issued: 2024-03-04}
  findings:
"""
    + CONCERN
    + """\
    - id: peel-2024-a1
      kind: area_for_improvement
      title: Supervising investigations
      requirement: Supervise investigations at the right time.
    - id: peel-2024-a2
      kind: area_for_improvement
      title: Use of force records, again
      requirement: Record each use of force, and learn from the records.
      follows: [custody-2023-a1]
    - id: peel-2024-a3
      kind: area_for_improvement
      title: Neighbourhood problem-solving
      requirement: Evaluate problem-solving plans.
    - id: peel-2024-r1
      kind: recommendation
      title: Stop and search
      requirement: Review the grounds for searches and train officers.
      deadlines:
        - phrase: within three months
          requires: grounds reviewed
        - phrase: by March 2025
          requires: officers trained
      parts:
        - {letter: a, requirement: review the grounds}
        - {letter: b, requirement: train the officers}
        - {letter: c, requirement: publish the results}
    - id: peel-2024-r2
      kind: recommendation
      title: Domestic abuse arrests
      requirement: Arrest without delay.
      deadlines: [within 20 working days]
    - id: peel-2024-o1
      kind: observation
      title: Old laptops
      requirement: Officers wait for slow laptops.
    - id: peel-2024-o2
      kind: observation
      title: Exit interviews
      requirement: Leavers are not asked why they leave.
"""
)

JOINT = """\
- id: joint-2024
  title: Joint inspection of youth justice
  inspectorate: HMICFRS
  published: 2024-09
  findings:
    - id: joint-2024-r1
      kind: recommendation
      title: Out-of-court disposals
      requirement: Decide on disposals with the youth offending team.
      addressed_to: chief officers and youth offending teams
      deadlines: [within three months]
    - id: joint-2024-a1
      kind: area_for_improvement
      title: Voice of the child
      requirement: Record what children say.
"""

REVISIT = """\
- id: revisit-2024
  title: Revisit letter
  inspectorate: HMICFRS
  published: 2024-10-11
  findings:
    - id: revisit-2024-o1
      kind: observation
      title: Control room sickness
      requirement: Sickness in the control room is rising.
  follow_ups:
    - finding: peel-2024-c1
      verdict: resolved
      summary: Calls are answered in time.
    - finding: peel-2024-c1-r3
      verdict: unchanged
      summary: As many posts are vacant as before.
    - finding: custody-2023-r1
      verdict: resolved
      summary: The reason is recorded.
    - finding: peel-2024-a1
      verdict: improved
      summary: Supervisors look at more investigations.
"""

PEEL_2025 = """\
- id: peel-2025
  title: PEEL 2025
  inspectorate: HMICFRS
  published: 2025-02-13
  findings:
    - id: peel-2025-a1
      kind: area_for_improvement
      title: Use of force records, a third time
      requirement: Record each use of force.
      follows: [peel-2024-a2]
    - id: peel-2025-a2
      kind: area_for_improvement
      title: Digital evidence
      requirement: Examine devices sooner.
    - id: peel-2025-r1
      kind: recommendation
      title: Children's accounts
      requirement: Record what children say in every case.
      deadlines: [within six months]
    - id: peel-2025-o1
      kind: observation
      title: Laptops are still old
      requirement: Officers still wait for slow laptops.
      follows: [peel-2024-o1]
  follow_ups:
    - finding: custody-2023-r1
      verdict: worsened
      summary: Reasons for strip searches are missing again.
"""


TWO_DEADLINES = """\
      deadlines:
        - phrase: within three months
          requires: grounds reviewed
        - phrase: by March 2025
          requires: officers trained
"""

THREE_DEADLINES = """\
      deadlines:
        - phrase: within one month
          requires: every officer told
        - phrase: within 3 months of publication
          requires: grounds of each search reviewed
          formerly: [within three months]
        - phrase: by the end of March 2025
          requires: officers trained
"""

RENAMED_PEEL = PEEL.replace(
    "    - id: peel-2024-a1\n", "    - id: peel-2024-a4\n      renamed_from: [peel-2024-a1]\n"
)

CORRECTED_PEEL = RENAMED_PEEL.replace(TWO_DEADLINES, THREE_DEADLINES)


def register(*reports: str) -> str:
    """A whole register of these reports."""
    return "register: 1\nforce: Fenland Police\nreports:\n" + textwrap.indent("".join(reports), "  ")
