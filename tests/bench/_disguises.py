"""Disguised copies of a short company text, as somebody would make who enters a project twice. Deterministic.

Every copy is renamed and comes through another channel with other people and another company; each way beyond
that is one thing a person does to hide it. `translated` is a summary composed by rules: the terms of a glossary
in the order of the text, and the Latin words as they stand.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WAYS = {"renamed": 20, "shortened": 20, "reordered": 15, "reworded": 20, "mixed": 15, "translated": 10}
APART = "\ue000"
CLAUSE = re.compile(r"[^，。；,;.！!？?\n]+[，。；,;.！!？?\n]*")
NEW_NAMES = tuple("沐泽岚屿曜澄砺朔霁珩翊昕衡钧霖钰晟骐蔚淼瀚栩麓芃")
LATIN_NAMES = (
    "Lumen",
    "Verta",
    "Orion",
    "Nexa",
    "Kairo",
    "Solis",
    "Tavo",
    "Quill",
    "Helio",
    "Brava",
    "Mirae",
)
PLAIN_TAIL = (
    "目前产品已进入试点阶段。",
    "团队成员来自知名高校与企业。",
    "公司总部位于上海。",
    "欢迎合作伙伴洽谈。",
)
SYNONYMS = (
    "是一家=为一家 专注于=聚焦于 致力于=立志于 提供商=供应商 服务商=服务企业 研发=研究开发 生产=制造 销售=售卖 "
    "平台=系统平台 企业=公司 公司=企业 用户=使用者 客户=顾客 产品=成品 技术=科技 智能=智慧 解决方案=整套方案 "
    "人工智能=AI 机器人=智能机器人 互联网=网络 大数据=海量数据 服务=服务支持 提供=给予 通过=借助 基于=依托 "
    "包括=涵盖 拥有=具备 应用=使用 领域=方向 行业=产业 自主=自行 核心=关键 专业=专门 打造=构建 实现=达成 "
    "主要=重点 以及=和 旗下=下属 开发=研制 系统=体系 数据=资料 分析=解析 设计=规划 国内=我国 全球=世界 "
    "领先=领头 帮助=协助 管理=运营管理 用于=应用在 深度学习=深层学习 语音识别=语音辨识 图像识别=图像辨识 "
    "计算机视觉=机器视觉 无人机=无人飞行器 虚拟现实=VR 传感器=感应器 硬件=设备 软件=程序 医疗=医用 教育=教学 "
    "金融=财务金融 汽车=车辆 家居=居家 儿童=孩子 营销=市场推广 一站式=全流程 高端=高档 为=替 与=和 及=和 等=等等 "
    "的=之 并=且 可以=能够 并且=而且 目前=现在 成立于=创立于 隶属于=归属于 有限公司=公司 安全=安防 控制=操控 "
    "监测=监控 检测=检验 支持=支撑 需求=需要 功能=能力 多种=各种 快速=迅速 提升=提高 创新=革新 设备=装置"
)
GLOSSARY = (
    "人工智能=artificial intelligence|深度学习=deep learning|机器学习=machine learning|"
    "计算机视觉=computer vision|机器视觉=machine vision|视觉识别=visual recognition|"
    "图像识别=image recognition|人脸识别=face recognition|语音识别=speech recognition|"
    "语音合成=speech synthesis|语义分析=semantic analysis|自然语言处理=natural language processing|"
    "手写识别=handwriting recognition|智能客服=intelligent customer service|知识库=knowledge base|"
    "大数据=big data|数据分析=data analysis|舆情=public opinion|数字广告=digital advertising|"
    "广告=advertising|营销=marketing|服务机器人=service robots|工业机器人=industrial robots|"
    "儿童机器人=children's robots|机器人=robots|桁架=gantry|机械手=manipulators|自动化=automation|"
    "生产线=production lines|机械加工=machining|外骨骼=exoskeleton|康复=rehabilitation|医院=hospitals|"
    "医疗=medical care|影像=medical imaging|诊断=diagnosis|基因=genes|药物=drugs|健康=health|"
    "口腔=dental care|无人机=drones|无人驾驶=autonomous driving|自动驾驶=autonomous driving|"
    "辅助驾驶=driver assistance|车道偏移=lane departure|汽车=cars|车联网=connected vehicles|"
    "智能硬件=smart hardware|智能家居=smart home|智能手表=smart watches|手环=wristbands|"
    "可穿戴=wearables|眼镜=glasses|虚拟现实=virtual reality|增强现实=augmented reality|"
    "体感=motion sensing|传感器=sensors|芯片=chips|半导体=semiconductors|激光雷达=lidar|雷达=radar|"
    "三维=three-dimensional|测绘=surveying|遥感=remote sensing|物联网=internet of things|"
    "云计算=cloud computing|云服务=cloud services|服务器=servers|网络安全=network security|"
    "内容分发=content delivery|支付=payment|金融=finance|量化=quantitative trading|投资=investment|"
    "保险=insurance|贷款=loans|征信=credit reporting|证券=securities|区块链=blockchain|"
    "电商=e-commerce|电子商务=e-commerce|奢侈品=luxury goods|租房=house rental|房屋租赁=house rental|"
    "写字楼=office buildings|办公室=offices|房产=real estate|旅游=travel|酒店=hotels|餐饮=restaurants|"
    "外卖=food delivery|生鲜=fresh food|物流=logistics|快递=express delivery|仓储=warehousing|"
    "教育=education|培训=training|学习=learning|英语=English teaching|儿童=children|"
    "母婴=mothers and babies|游戏=games|视频=video|直播=live streaming|音乐=music|电影=films|"
    "票务=ticketing|售票=ticketing|社交=social networking|招聘=recruitment|人力资源=human resources|"
    "法律=legal services|农业=agriculture|环保=environmental protection|电力=electric power|"
    "能源=energy|电池=batteries|光伏=photovoltaics|照明=lighting|安防=security|监控=surveillance|"
    "门锁=door locks|遥控器=remote controls|插座=sockets|路由器=routers|营销系统=marketing system|"
    "搜索=search|翻译=translation|输入法=input method|操作系统=operating system|"
    "开放平台=open platform|身份证=identity cards|银行卡=bank cards|发票=invoices|支票=cheques|"
    "企业服务=business services|解决方案=solutions|国土=land planning|交通=transport|"
    "公安=public security|校园=campuses|家庭=families|养老=elderly care|宠物=pets|服装=clothing|"
    "家具=furniture|装修=home decoration|众包=crowdsourcing|众筹=crowdfunding|共享=sharing|"
    "自行车=bicycles|电动车=electric vehicles|充电=charging|飞行器=aircraft|卫星=satellites|"
    "3D打印=3D printing|材料=materials"
)
SWAPS = [tuple(pair.split("=")) for pair in SYNONYMS.split()]
TERMS: dict[str, str] = dict(pair.split("=") for pair in GLOSSARY.split("|"))
TERM = re.compile(
    "|".join(re.escape(zh) for zh in sorted(TERMS, key=len, reverse=True)) + r"|[A-Za-z][A-Za-z0-9+.-]{2,}"
)


@dataclass(frozen=True, slots=True)
class Original:
    """A text that somebody may copy; `en` where the source has it in both languages."""

    key: str
    name: str
    text: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A disguised copy: a Chinese or an English text under another name. `of` is the original's key."""

    of: str
    way: str
    name: str
    zh: str = ""
    en: str = ""


def disguised(originals: Sequence[Original], *, seed: int, ways: dict[str, int] = WAYS) -> list[Copy]:
    """Return as many copies of each way as `ways` says, of different originals."""
    rng = random.Random(seed)
    able = [original for original in originals if len(original.text) >= 30]
    speaking = [original for original in able if original.en or len(_glossed(original)) >= 4]
    chosen: set[str] = set()
    taken: set[str] = set()
    copies = []
    for way, count in ways.items():
        pool = speaking if way == "translated" else able
        for original in rng.sample([o for o in pool if o.key not in chosen], count):
            chosen.add(original.key)
            copies.append(_copy(original, way, rng, taken))
    return copies


def _new_name(parts: Sequence[str], count: int, rng: random.Random, taken: set[str]) -> str:
    """Return a name nobody else has: two that were called the same would rightly stand in the queue."""
    while (name := "".join(rng.sample(parts, count))) in taken:
        pass
    taken.add(name)
    return name


def _copy(original: Original, way: str, rng: random.Random, taken: set[str]) -> Copy:
    if way == "translated":
        name = _new_name(LATIN_NAMES, 2, rng, taken) + rng.choice(("", " Tech", " Labs"))
        return Copy(original.key, way, name, en=_translated(original, name, rng))
    name = _new_name(NEW_NAMES, 3, rng, taken) + rng.choice(("科技", "智能", ""))
    text = original.text
    for known in sorted(names_of(original), key=len, reverse=True):
        text = text.replace(known, name)
    return Copy(original.key, way, name, zh=CHANGES[way](text, rng))


def names_of(original: Original) -> set[str]:
    """Return the ways a text speaks of its company: the name, its Han part, its Latin part, without `科技`."""
    parts = {original.name, *re.findall(r"[\u4e00-\u9fff]{2,}|[A-Za-z][A-Za-z0-9]{2,}", original.name)}
    return parts | {part.removesuffix("科技") for part in parts if part.endswith("科技") and len(part) > 3}


def _renamed(text: str, _rng: random.Random) -> str:
    return text


def _shortened(text: str, rng: random.Random) -> str:
    """Keep about half of the clauses, in order."""
    clauses = CLAUSE.findall(text)
    share = rng.uniform(0.45, 0.65)
    kept = sorted(rng.sample(range(len(clauses)), max(1, round(len(clauses) * share))))
    short = "".join(clauses[place] for place in kept)
    return short if len(short) >= 20 else text[: max(20, round(len(text) * share))]


def _reordered(text: str, rng: random.Random) -> str:
    clauses = [clause.strip() for clause in CLAUSE.findall(text)]
    rng.shuffle(clauses)
    return "".join(clauses)


def _reworded(text: str, rng: random.Random) -> str:
    """Swap most words that have a synonym, and add a sentence that says nothing."""
    for word, other in SWAPS:
        if rng.random() < 0.8:
            # A word swapped in is not swapped again: its characters are kept apart until the end.
            text = re.sub(f"(?<!{APART}){re.escape(word)}", APART + APART.join(other), text)
    return text.replace(APART, "") + rng.choice(PLAIN_TAIL)


def _mixed(text: str, rng: random.Random) -> str:
    return _reworded(_reordered(_shortened(text, rng), rng), rng)


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "renamed": _renamed,
    "shortened": _shortened,
    "reordered": _reordered,
    "reworded": _reworded,
    "mixed": _mixed,
}


def _glossed(original: Original) -> list[str]:
    own = {name.casefold() for name in names_of(original)}
    found = TERM.findall(original.text)
    return list(dict.fromkeys(TERMS.get(term, term) for term in found if term.casefold() not in own))


SUMMARIES = (
    "{name} is a Chinese company focused on {head}. Its products and services cover {tail}.",
    "Founded by engineers, {name} works in {head}; customers use it for {tail}.",
    "What we do at {name}: {head}. Current offers include {tail}.",
    "{name} develops solutions around {head}, with applications in {tail}.",
    "With {name}, businesses get access to {head} and, step by step, {tail}.",
)


def _translated(original: Original, name: str, rng: random.Random) -> str:
    if original.en:
        return original.en.replace(original.name, name)
    terms = _glossed(original)
    half = len(terms) // 2 + 1
    head, tail = ", ".join(terms[:half]), ", ".join(terms[half:])
    return rng.choice(SUMMARIES).format(name=name, head=head, tail=tail or "more")
