"""What a stranger who opens a sealed file reads first."""

from __future__ import annotations

README = "README.txt"
README_TEXT = """\
评审轮次结果封存文件
====================
本文件由赛事平台在两人复核后生成，收录一轮评审的全部有效评分表、评分标准、晋级规则、并列处理所用的上一轮成绩、
评审组记录的意见和表决结果，以及由此得出的排名和结论。评委和参赛项目以本轮专用的代号出现，代号无法反推；团队同意公示的项目另附公示编号。

不依赖平台和数据库即可核验：
  flask --app wsgi judging verify 本文件.zip --key 公钥.pem
也可以自行核验：manifest.json 列出各成员的 SHA-256 摘要；manifest.sig 是对 manifest.json 的 Ed25519 签名：
  openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in manifest.json -sigfile manifest.sig
文件内的公钥只说明签名与文件相符；签名者是谁，请与平台公布的公钥指纹比对。

Sealed results of a judged round
================================
Made by the contest's platform after two people approved it: every valid score sheet of the round, the scoring
criteria, the advance rule, the scores of the round before that ties are compared with, and the ranking and the
decisions they make. Judges and entries bear pseudonyms of this round that cannot be reversed; entries whose teams
agreed to publication bear their public number as well. What panels recorded on entries, and how their votes came out,
stands in it too.

To check it without the platform or a database:
  flask --app wsgi judging verify THIS.zip --key PUBLISHED-KEY.pem
or by your own means: manifest.json lists the SHA-256 digest of every member, and manifest.sig is the Ed25519
signature of manifest.json:
  openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in manifest.json -sigfile manifest.sig
The key inside only shows that signature and file belong together; compare its fingerprint with the published one
to know whose seal it is.

Files / 文件
  round.json    the round, its window, who approved what / 轮次、时间、复核情况
  rubrics.json  criteria, weights, scales / 评分标准与权重
  rules.json    how sheets become scores, ties, who advances / 计分、并列和晋级规则
  entries.json  entries and their score in the round before / 参赛项目及上一轮成绩
  sheets.json   every valid sheet / 全部有效评分表
  panels.json   what panels recorded, and their votes / 评审组意见与表决
  calibration.json  how far scores vary, where calibrated scores rank / 校准所用的离散参数
  ranking.json  places and decisions / 排名与结论
"""
