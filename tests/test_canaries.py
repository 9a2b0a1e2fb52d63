"""Nothing of a user's sample report reaches a prompt or a draft: canaries planted in every field never come out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support.scripted import ScriptedModel

from pipeline.config import DataFolders, Settings
from pipeline.corpus.documents import load_documents
from pipeline.corpus.library import corpus_lexicon, open_library
from pipeline.line import draft

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
RESIDUE = Path(__file__).parents[2] / "shared" / "validator" / "seed_entities.json"
FOLDERS = DataFolders()
NOTES = """---
文种: {genre}
姓名: 林知远
单位: 澄江县水利局
职务: 副局长
时间: 2023年
---
- 参加理论学习12次
- 完成水库除险加固3座，投资1.2亿元
- 对接省直部门，引进项目2个
- 严格遵守廉洁纪律
- 对基层调研不够深入
- 下一步新建泵站2座
- 希望大家加强学习
"""
SAMPLE = """{title}

2022年7月，欧阳槐青同志到玉蟾县挂职，任副县长，协助县长司徒砚农分管工业和招商工作。现将有关情况报告如下：
一、加强学习，提高政治素养
坚持参加县委理论中心组学习，撰写心得体会37篇，在《玉蟾日报》发表署名文章。认真学习贯彻党的二十大精神，不断提高政治判断力、政治领悟力、政治执行力。
二、真抓实干，推动工作落实
一是抓好项目建设。引进蟾光新材料有限公司，总投资8.37亿元，玉蟾大道改造工程于9月19日开工，建成后可年产硅片4391万片。
二是抓好民生实事。为蛤蟆沟村、月牙坪村修建道路53.9公里，惠及群众6817人，落实“三星拱月”行动和《玉蟾县水源保护办法》。
三、严于律己，守牢纪律底线
严格遵守中央八项规定精神，谢绝宏蟾集团宴请4次，没有发生违纪违法问题。
"""
CANARIES = (
    "欧阳槐青", "玉蟾", "司徒砚农", "37篇", "玉蟾日报", "蟾光", "8.37", "玉蟾大道", "9月19日", "4391", "蛤蟆沟", "月牙坪",
    "53.9", "6817", "三星拱月", "水源保护办法", "宏蟾",
)  # fmt: skip


def everything_said(model: ScriptedModel, text: str) -> str:
    return text + "\n" + "\n".join(str(m.content) for messages in model.history for m in messages)


def run(genre: str, home: Path) -> str:
    model = ScriptedModel(lambda messages: "")
    result = draft(NOTES.format(genre=genre).encode(), model=model, home=home)
    return everything_said(model, result.document.layout().text)


@pytest.mark.parametrize("genre", ["述职报告", "挂职工作情况汇报", "个人工作总结"])
def test_canaries_of_a_users_file_never_come_out(genre: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    data = f"---\n文种: {genre}\n---\n{SAMPLE.format(title='玉蟾县副县长2022年' + genre)}".encode()
    with open_library(home, FOLDERS, Settings()) as store:
        store.add(load_documents(Path("玉蟾.md"), data, corpus_lexicon(FOLDERS)))
        for entry in store.list():
            if entry.origin == "builtin":
                store.remove(entry.id)
    said = run(genre, home)
    assert "〔范文" in said, "no exemplar reached a prompt, so nothing was tried"
    assert [c for c in CANARIES if c in said] == []


def test_nothing_of_the_real_samples_comes_out(tmp_path: Path) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the real sample reports are not beside this checkout")
    home = tmp_path / "home"
    with open_library(home, FOLDERS, Settings()) as store:
        for path in sorted(SAMPLES.glob("*.txt")):
            store.add(load_documents(path, path.read_bytes(), corpus_lexicon(FOLDERS)))
        for entry in store.list():
            if entry.origin == "builtin":
                store.remove(entry.id)
    entities = json.loads(RESIDUE.read_text(encoding="utf-8"))
    hard = {e for part in entities.values() if isinstance(part, dict) for e in part["hard"]}
    tried = 0
    for genre in (
        "述职报告",
        "述职述责述廉述法报告",
        "个人工作总结",
        "挂职干部考核鉴定",
        "领导讲话",
        "挂职工作情况汇报",
        "体会发言",
    ):
        said = run(genre, home)
        assert sorted(e for e in hard if e in said) == []
        shown = re.findall(r"〔范文\d+〕(.*)", said)
        tried += len(shown)
        assert re.findall(r"\d", re.sub(r"⟨[^⟩]*⟩", "", "".join(shown))) == []
    assert tried >= 20
