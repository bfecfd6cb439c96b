"""Short made-up texts in the shapes in which such reports reach a desk, each with what it asks for.

`A` is an area for improvement, `R` a recommendation, `C` a cause of concern, each with the words it begins with.
"""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """A text, what must be found in it, and the deadlines that must be read."""

    text: str
    found: tuple[str, ...]
    deadlines: tuple[str, ...] = ()


CASES: dict[str, Case] = {
    "web page, a line for each paragraph": Case(
        """\
Northmere 2021/22
Effectiveness
How effective is the fire and rescue service at keeping people safe and secure?
How effective is the FRS at understanding the risk of fire and other emergencies?
Northmere Fire and Rescue Service is good at understanding risk.
Northmere Fire and Rescue Service was good in its 2018/19 assessment.
Each fire and rescue service should identify the risks that could affect its people.
Areas for improvement
The service should make sure that its crews can open the risk file of each tower block.
The service should improve how it tells its crews of short-term risks.
We set out our detailed findings below. These are the basis for our judgment.
The service talks to its people
The service asked its people in ten towns what they fear. It should be easy for them to answer.
How effective is the FRS at preventing fires and other emergencies?
Northmere Fire and Rescue Service requires improvement at preventing fires.
Area for improvement
The service should visit the homes of those who are most at risk first.
We set out our detailed findings below.
The service visits many homes
The service made 4,000 visits in the year ending 31 March 2021.
""",
        (
            "A The service should make sure that its crews",
            "A The service should improve how it tells",
            "A The service should visit the homes",
        ),
    ),
    "web page with titles, a line for each paragraph": Case(
        """\
PEEL 2023–2025
Police effectiveness, efficiency and legitimacy
An inspection of Easterby Police
Published on: 14 March 2024
Responding to the public
Easterby Police requires improvement at responding to the public.
Area for improvement
The force needs to answer 999 calls sooner
Too many callers hang up before anyone speaks to them. In the year ending 31 March 2023, one in nine did.
The force should make sure that its control room has enough people at busy times.
Main findings
In this section we set out our main findings that relate to responding to the public.
The force knows who its repeat callers are
The force has a good way to find repeat callers, and its people must use it for each call.
Investigating crime
Easterby Police is adequate at investigating crime.
Areas for improvement
The force doesn’t always look at the video of a shop theft
In 12 of 40 files nobody had asked for the shop’s video. The force should make sure that officers ask for it.
The force isn’t keeping its files of exhibits up to date
We found 300 exhibits without an owner. The force should give each exhibit an owner.
Main findings
The force has good detectives
The force has more detectives than it had.
""",
        ("A Too many callers hang up", "A In 12 of 40 files", "A We found 300 exhibits"),
    ),
    "flattened, bullets in one line": Case(
        """\
PEEL: Police efficiency 2016 An inspection of Westfold Constabulary November 2016

Westfold Constabulary is judged to be good. The force knows its demand. Areas for improvement • The force should find out which of its skills it lacks, so that it can hire for them. • The force should ask its partners how their own savings will change what it has to do. How efficient is the force at using its resources? The force uses its money well, and it should be proud of this.
""",
        ("A The force should find out which of its skills", "A The force should ask its partners"),
    ),
    "flattened, no bullets": Case(
        """\
Summary of findings Good The force treats its people fairly. Area for improvement The force should check the grounds of each search that its officers record. How well does the force ensure that its workforce behaves ethically? The force has a code.
""",
        ("A The force should check the grounds",),
    ),
    "register of recommendations": Case(
        """\
Recommendations and areas for improvement: Saltmarsh Police

PEEL: Police effectiveness 2017 (8541)
Area for improvement
The force should look at each missing child’s file once a week.
Status: Closed
12 March 2019 The inspectorate has seen the force’s audit.

Recommendation (9120)
1.By July 2018, the chief constable should: • write a plan for rural crime • tell each officer what the plan asks of them
Status: Open
3 May 2019 Update from the force: a draft must still be approved.

Cause of concern (9302)
The force is failing the victims of stalking.
Recommendation (9303)
By 30 September 2019, the force should give each victim of stalking a named officer.
Status: Open
""",
        (
            "A The force should look at each missing child",
            "R By July 2018, the chief constable should",
            "C The force is failing the victims",
            "R By 30 September 2019, the force should give",
        ),
        ("By July 2018", "By 30 September 2019"),
    ),
    "board paper, one line": Case(
        """\
AGENDA ITEM 7
REPORT OF THE CHIEF CONSTABLE TO THE POLICE AND CRIME PANEL
RECOMMENDATION: That members note this report.
1. PURPOSE OF REPORT
1.1 To tell members what the inspectorate asked for.
2. BACKGROUND
2.1 The inspectorate made three areas for improvement. Area for improvement 1: The force should record the ethnic origin of each victim. Area for improvement 2: The force should answer letters within ten days. Area for improvement 3: The force should check who may see its files.
3. FINANCIAL IMPLICATIONS
3.1 There are none. Members should ask the treasurer.
4. RECOMMENDATIONS
4.1 Members are asked to note the contents of this report.
""",
        (
            "A The force should record the ethnic origin",
            "A The force should answer letters",
            "A The force should check who may",
        ),
    ),
    "minutes": Case(
        """\
Report of the Commissioner.
Members considered a report on the force’s answer to the inspectorate and the following points were made.
Action for Further Improvement (AFI) 7 – the Force should ensure that an outside group looks at its use of force.
· The Assistant Commissioner said that the group must still meet.
AFI 11 – the Force should ensure its counter-corruption unit has enough people.
· Two posts had been funded.
RESOLVED, that the report be received.
""",
        (
            "A the Force should ensure that an outside group",
            "A the Force should ensure its counter-corruption",
        ),
    ),
    "letter without headings": Case(
        """\
14 May 2021

Dear Ms Hart

Northmere Fire and Rescue Service: second revisit

In our inspection of June 2019 we identified a cause of concern. We returned in March 2021.

The service does not check the fitness of its crews often enough.

Within 28 days, the service should:
• tell us how it will test each firefighter once a year; and
• say who is responsible for this.

We found that the service had made good progress. It must keep this up.

Yours sincerely

HM Inspector
""",
        ("R Within 28 days, the service should",),
        ("Within 28 days",),
    ),
    "numbered paragraphs with replies": Case(
        """\
Left waiting: how the police deal with fraud
Published: 2 April 2019

2. Recommendations

2.1 Recommendation 1
2.2 By 30 September 2019, the National Police Chiefs’ Council coordinator for fraud should write down what each force is to do.
2.3 Response: accepted. The coordinator must first consult.

2.4 Recommendation 2
2.5 By 31 March 2020, chief constables should publish their force’s policy for answering fraud, and say:
• who is responsible; and
• how victims are told.
2.6 Response: accepted in part.

2.7 Recommendation 3
2.8 With immediate effect, the Home Office should tell forces how long its money will last.
2.9 Response: noted.
""",
        (
            "R By 30 September 2019, the National",
            "R By 31 March 2020, chief constables",
            "R With immediate effect, the Home Office",
        ),
        ("By 30 September 2019", "By 31 March 2020", "With immediate effect"),
    ),
    "deadlines as headings": Case(
        """\
Crime data integrity: Inspection of Kelmarsh Police
August 2014

Recommendations

Immediately

1. The force should record each crime that a school reports to it.

2. The force should start to tell victims when a crime is cancelled.

Within three months

3. The force should train all who record crime in the rules on violence.

Within six months

4. The force should check that the ethnic origin of victims is recorded.

Part A: Leadership

The force has a leader for this.
""",
        (
            "R The force should record each crime",
            "R The force should start to tell",
            "R The force should train all who",
            "R The force should check that the ethnic",
        ),
        ("Immediately", "Within three months", "Within six months"),
    ),
    "revisit with lines of its own": Case(
        """\
HMIC
Northmere
Stop and search revisits

Northmere Constabulary - 9 February 2016

In 2013 we made ten recommendations to forces.

The chief constable should, by no later than 31 July 2016:

a) put in place a process to look at the data of each search;
b) publish it; and
c) tell the police and crime commissioner about each complaint.

Areas for Improvement

AFI1 - the force should make sure that supervisors look at each record of a search
AFI2 - the force should record the outcome of each search

Cause for concern

We have a cause for concern. Officers do not record the grounds of their searches.

The force must, as a matter of urgency, train its officers in what reasonable grounds are.
""",
        (
            "R The chief constable should, by no later than",
            "A the force should make sure that supervisors",
            "A the force should record the outcome",
            "C We have a cause for concern. Officers",
            "R The force must, as a matter of urgency",
        ),
        ("by no later than 31 July 2016", "as a matter of urgency"),
    ),
    "dates in the bullets": Case(
        """\
PEEL: Police legitimacy 2017

Cause of concern

The force is not vetting its workforce.

Recommendations

To address this cause of concern, the force should:
• immediately take steps to reduce the backlog; and
• by December 2018, have vetted all of its workforce.

Initial vetting

All forces should have vetted by December 2018.
""",
        ("C The force is not vetting", "R To address this cause of concern"),
        ("immediately", "by December 2018"),
    ),
    "child protection": Case(
        """\
National child protection inspections
Wexcombe Constabulary
May 2018

Recommendations

Immediately

We recommend that Wexcombe Constabulary:
• ensures that officers write down what each child says; and
• looks at how long children are kept in custody.

Within three months

We recommend that Wexcombe Constabulary should take steps to improve its practice in child exploitation, paying attention to:
• the quality of its plans; and
• how early it acts.

Next steps
Within six weeks of this report, HMICFRS will ask for an update of what the force did at once.
""",
        (
            "R We recommend that Wexcombe Constabulary",
            "R We recommend that Wexcombe Constabulary should take",
        ),
        ("Immediately", "Within three months"),
    ),
    "custody, numbered by paragraph": Case(
        """\
Report on an inspection visit to police custody suites in Harrowdale
9 – 13 May 2011

Section 4. Treatment and conditions

4.1 Staff were kind to those they held.

Recommendations

4.12 Staff should look through the hatch of each cell every half hour.

4.13 Cells should have a call bell that works.

Housekeeping point

4.14 Blankets should be washed after each use.

Section 5. Individual rights

5.1 Those held could see a solicitor.

Recommendation

5.9 The force should tell each foreign national that they may call their embassy.
""",
        (
            "R Staff should look through the hatch",
            "R Cells should have a call bell",
            "R The force should tell each foreign",
        ),
    ),
    "concern and recommendation in a line": Case(
        """\
Report on an unannounced inspection visit to police custody suites in Thornbury
2019

S40 Cause of concern: The force does not always write down why it used force on a detainee.
Recommendation: The force should scrutinise the use of force in custody, using its video.

S41 Cause of concern: Children wait too long in cells.
Recommendation: The force should work with its councils to find beds for children.

Areas for improvement
• The force should give women a female member of staff to talk to.
• Detainees should be offered a shower.
""",
        (
            "C The force does not always write down",
            "R The force should scrutinise the use of force",
            "C Children wait too long",
            "R The force should work with its councils",
            "A The force should give women",
            "A Detainees should be offered",
        ),
    ),
    "her majesty's inspector recommends": Case(
        """\
Baseline Assessment
October 2006

Citizen Focus: Good

Strengths
• The force writes to each victim within five days.

Areas for Improvement
• The force has no way to tell which letters were sent late.
• More could be done to ask young people what they think.

Recommendation 3
Her Majesty’s Inspector recommends that the force develops a way to measure what victims think of its letters.

Fairness and Equality: Fair
Strengths
• None identified.
""",
        (
            "A The force has no way to tell",
            "A More could be done to ask",
            "R Her Majesty’s Inspector recommends that the force develops",
        ),
    ),
    "summary first, then again": Case(
        """\
Out of step: A thematic inspection
15 June 2017

Summary of recommendations
Recommendation 1: By January 2018, all forces should know how many stalking cases they have.
Recommendation 2: The College of Policing should write new guidance on stalking.

Finding stalking
Many forces do not know how many cases they have.
Recommendation 1
By January 2018, all forces should know how many stalking cases they have.

Guidance
The guidance is old.
Recommendation 2
The College of Policing should write new guidance on stalking.
""",
        ("R By January 2018, all forces should know", "R The College of Policing should write"),
        ("By January 2018",),
    ),
    "nothing to find": Case(
        """\
PEEL: Police legitimacy 2017
An inspection of Aldermoor Police
December 2017

Overall judgment
Good

Aldermoor Police is good at treating people with respect. Officers should wear their cameras, and they do.

About this report
Causes of concern
If our inspection identifies a serious or critical shortcoming in a force’s practice, we will report it as a cause of concern. A cause of concern will always be accompanied by one or more recommendations.
Areas for improvement
If our inspection identifies an aspect of a force’s practice that falls short of the expected standard, we will report it as an area for improvement. Areas for improvement are not accompanied by recommendations.

How well does the force treat people?
We have no areas for improvement in this area. The force must keep up its good work.
""",
        (),
    ),
    "areas with a lead-in": Case(
        """\
How well does the force lead its people?

Requires improvement

The force knows that its leaders need help.

Areas for improvement

The force should improve how it leads its people, by making sure that:
- each leader is told what is expected of them;
- each leader is asked once a year how they did.

The force should also look at why so many sergeants leave.

Detailed findings

The force has 300 sergeants.
""",
        ("A The force should improve how it leads its people", "A The force should also look at why"),
    ),
    "one area for improvement each": Case(
        """\
Vetting and counter corruption: Fenchester Police

Area for improvement 1
The force should make sure that all its people have been vetted for the post they hold.

Area for improvement 2
The force should make sure that it can watch all its computer systems.

Counter corruption
The force has a unit for this. It should have more people.
""",
        (
            "A The force should make sure that all its people",
            "A The force should make sure that it can watch",
        ),
    ),
    "super-complaint": Case(
        """\
Hidden harm: the response to a super-complaint
Published on 17 December 2020

Recommendations
Recommendation 1: To chief constables and the Home Office
Where officers have concerns about the status of a victim, they should share it only to help the victim. Chief constables should do this with immediate effect.

Recommendation 2
To the Home Office:
Review the law and the policy on data about migrant victims, and publish the result within six months.

Action 1
HMICFRS will look at this again.
""",
        ("R Where officers have concerns", "R Review the law and the policy"),
        ("with immediate effect", "within six months"),
    ),
    "bullets on lines of their own": Case(
        """\
Investigating crime

Requires improvement

Areas for improvement

•

The force should make sure that a supervisor reads each plan of an investigation.

•

The force should look at why so many victims stop helping.

We set out our detailed findings below.

The force has a plan. It should be read.
""",
        ("A The force should make sure that a supervisor", "A The force should look at why so many"),
    ),
    "introduction before a numbered list": Case(
        """\
Brackenshire Police’s approach to tackling domestic abuse
March 2014

Recommendations

As a result of this inspection, HMIC has developed recommendations which are designed to tackle any risks that it found. These recommendations should be considered in conjunction with those to all forces in the national report.

1. The force should review how it decides who goes to a domestic abuse call.

2. The force should train its call takers to ask about earlier abuse.

3. To reduce the number of reports that are filed too soon, the force should have each one read by a supervisor.

Glossary

Risk assessment: a form that must be filled in.
""",
        (
            "R The force should review how it decides",
            "R The force should train its call takers",
            "R To reduce the number of reports",
        ),
    ),
    "to be done immediately": Case(
        """\
Protecting vulnerable people

Inadequate

Cause of concern

Saltmarsh Police is failing to find vulnerable people when they call. Too many wait without anybody knowing how much they are at risk.

Recommendations

The force should immediately:
• tell its call takers how to ask about risk;
• look again at each call that has waited for more than an hour.

Areas for improvement
• The force should ask victims what they think of its service.

We set out our detailed findings below.
""",
        (
            "C Saltmarsh Police is failing to find",
            "R The force should immediately",
            "A The force should ask victims what",
        ),
        ("immediately",),
    ),
    "codes of a board": Case(
        """\
HMICFRS tracker: update to the board

AFI 2022-01: The force should make sure that officers record the reason for each search.
Update: training has begun. Owner: ACC Local Policing. RAG: Amber

AFI 2022-02: The force should answer 101 calls sooner.
Update: the figures must improve. RAG: Red

Rec 3: By 1 June 2023, the force should have a plan for cyber crime.
Update: done. RAG: Green
""",
        (
            "A The force should make sure that officers record",
            "A The force should answer 101 calls",
            "R By 1 June 2023, the force should have a plan",
        ),
        ("By 1 June 2023",),
    ),
    "page breaks and numbers in between": Case(
        "PEEL: Police effectiveness 2017\n\nAn inspection of Kelmarsh Police\n\nMarch 2018\n\f3\n\n"
        "How effective is the force at protecting those who are vulnerable?\n\nGood\n\nKelmarsh Police is good at this.\n\n"
        "Area for improvement\n\n4\n\n\f• The force should make sure that neighbourhood officers know which families in their\n"
        "area need help, so that they\n\n5\n\n\fcan call on them.\n\n• The force should use body-worn video in each case.\n\n"
        "Summary of findings\n\nThe force must go on.\n",
        ("A The force should make sure that neighbourhood", "A The force should use body-worn video"),
    ),
    "sub-bullets with another sign": Case(
        """\
Leadership

Recommendation

By April 2020, the fire and rescue service should:
• put in place a plan for its leaders, with
  o a date for each step; and
  o a name beside each step; and
• tell its people about it.

Areas for improvement

• The service should:
  – ask its people what they think; and
  – act on what they say.
• The service should give each leader a mentor.
""",
        (
            "R By April 2020, the fire and rescue service",
            "A The service should",
            "A The service should give each leader",
        ),
        ("By April 2020",),
    ),
    "capitals and a dash": Case(
        """\
REVIEW OF POLICE CUSTODY IN WEXCOMBE

AREAS FOR IMPROVEMENT

THE FORCE SHOULD CHECK CELLS EVERY HALF HOUR.

RECOMMENDATION 1 – Chief constables and the College of Policing should agree what a check is.

RECOMMENDATION 2 – The Home Office should say when it will change the code.
""",
        (
            "A THE FORCE SHOULD CHECK CELLS",
            "R Chief constables and the College",
            "R The Home Office should say when",
        ),
    ),
    "no longer a concern": Case(
        """\
22 June 2023

Dear Chief Constable

Follow-up review of Easterby Police

In 2021 we issued a cause of concern about how the force answers calls. We made three recommendations. In this letter I set out what we found.

The force now answers nine in ten emergency calls within ten seconds. It should be proud of this. I have therefore decided to close this cause of concern.

Yours sincerely

HM Inspector of Constabulary
""",
        (),
    ),
    "markdown": Case(
        """\
# PEEL: Police legitimacy 2016

## An inspection of Fenchester Police

December 2016

## **To what extent does the force treat people with fairness and respect?**

**Good**

Text about the force<sup>1</sup>, which should go on.

**Area for improvement**

- The force should tell the public how they can complain about a search.<sup>2</sup>

---

<sup>1</sup> A note that should not be read as a finding.

## **How well does the force ensure that its workforce behaves ethically?**

#### **Requires improvement**

**Areas for improvement**

- The force should vet all its people.
- The force should look for signs of
 corruption in its systems.
""",
        (
            "A The force should tell the public how",
            "A The force should vet all its people",
            "A The force should look for signs",
        ),
    ),
    "hard lines, titles over two lines": Case(
        """\
Preventing crime

Aldermoor Police is adequate at prevention and deterrence.

Area for improvement

The force doesn’t give its neighbourhood officers enough time to solve
problems in their areas

Neighbourhood officers are often taken away from their areas to fill gaps in
response teams. In one week in May, half of them were. This means that
problems come back. The force should make sure that neighbourhood officers have
time to solve problems.

Main findings

In this section we set out our main findings that relate to prevention and deterrence.

The force works with its partners to prevent crime, and its partners value
what it does

The force works with schools and it should keep doing so.
""",
        ("A Neighbourhood officers are often taken away",),
    ),
    "recommendations to several bodies": Case(
        """\
Policing the roads: a joint inspection
Published 9 July 2020

Recommendations

To the Home Office
1. By December 2020, the Home Office should say what it expects of roads policing.

To chief constables
2. With immediate effect, chief constables should make sure that roads policing is in their plans.
3. By August 2021, chief constables should be able to show that they have enough officers for it.

About this inspection

We went to seven forces. Each must tell us what it does.
""",
        (
            "R By December 2020, the Home Office",
            "R With immediate effect, chief constables",
            "R By August 2021, chief constables",
        ),
        ("By December 2020", "With immediate effect", "By August 2021"),
    ),
}
