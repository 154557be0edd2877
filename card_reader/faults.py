"""What can be wrong with a reader or a card, and what the operator is told about it, in both languages."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Fault(StrEnum):
    """Stable codes. The first part are answers of the reader's security module, the second our own
    findings about a serial reader, the third what can go wrong with a chip card and the service that reads it.
    """

    REQUEST_GARBLED = "request_garbled"
    REQUEST_LENGTH = "request_length"
    COMMAND_REJECTED = "command_rejected"
    NOT_PERMITTED = "not_permitted"
    UNRECOGNISED = "unrecognised"
    CARD_REFUSED_READER = "card_refused_reader"
    READER_REFUSED_CARD = "reader_refused_card"
    CARD_DATA_UNVERIFIED = "card_data_unverified"
    UNSUPPORTED_CARD = "unsupported_card"
    READ_INTERRUPTED = "read_interrupted"
    NO_RANDOM_NUMBER = "no_random_number"
    SELF_TEST_FAILED = "self_test_failed"
    NOT_AUTHORISED = "not_authorised"
    SELECT_FAILED = "select_failed"
    UNKNOWN_STATUS = "unknown_status"

    NO_ANSWER = "no_answer"
    GARBLED_ANSWER = "garbled_answer"
    UNREADABLE_CARD = "unreadable_card"

    PORT_MISSING = "port_missing"
    PORT_BUSY = "port_busy"
    PORT_DENIED = "port_denied"
    PORT_ADDRESS = "port_address"
    PORT_LOST = "port_lost"
    READER_SILENT = "reader_silent"
    READER_BROKEN = "reader_broken"
    WRONG_SPEED = "wrong_speed"

    CARD_SUPPORT_MISSING = "card_support_missing"
    CARD_SERVICE_DOWN = "card_service_down"
    CARD_SERVICE_DENIED = "card_service_denied"
    NO_CARD_READER = "no_card_reader"
    CARD_PULLED = "card_pulled"
    CARD_CHANGED = "card_changed"
    CARD_UNRESPONSIVE = "card_unresponsive"
    CARD_HANGS = "card_hangs"
    CARD_FAULTY = "card_faulty"
    CARD_PROCEDURE = "card_procedure"
    CARD_LOCKED = "card_locked"
    NOT_SOCIAL_SECURITY_CARD = "not_social_security_card"
    NEEDS_AUTHENTICATION = "needs_authentication"


_TEXTS: Final = MappingProxyType(
    {
        Fault.REQUEST_GARBLED: (
            "读卡器通信异常，正在重试；若反复出现，请检查连接线。",
            "The reader received a garbled request and it is being repeated. If this comes back, check the cable.",
        ),
        Fault.REQUEST_LENGTH: (
            "读卡器通信异常，请联系技术人员（代码 11）。",
            "The reader does not understand this program. Call technical support (code 11).",
        ),
        Fault.COMMAND_REJECTED: (
            "读卡器不接受该操作，请重新放卡（代码 21）。",
            "The reader refused the operation. Lift the card and lay it down again (code 21).",
        ),
        Fault.NOT_PERMITTED: (
            "读卡器无此权限，请联系技术人员（代码 23）。",
            "The reader is not permitted to read this. Call technical support (code 23).",
        ),
        Fault.UNRECOGNISED: (
            "读卡失败，请重新放卡（代码 24）。",
            "The card could not be read. Lift it and lay it down again (code 24).",
        ),
        Fault.CARD_REFUSED_READER: (
            "证件认证失败，请将证件移开后重放；多次失败请人工核验。",
            (
                "The card did not accept this reader. Lift it and lay it down again; if it keeps failing, "
                "check the card by eye."
            ),
        ),
        Fault.READER_REFUSED_CARD: (
            "证件未通过认证，可能损坏或非有效证件，请人工核验。",
            "The card failed authentication: it may be damaged or not genuine. Check it by eye.",
        ),
        Fault.CARD_DATA_UNVERIFIED: (
            "证件信息校验失败，请人工核验。",
            "The data on the card failed verification. Check the card by eye.",
        ),
        Fault.UNSUPPORTED_CARD: (
            "放置的不是身份证件，请检查卡片类型。",
            "This is not an identity card. Check which card was laid down.",
        ),
        Fault.READ_INTERRUPTED: (
            "读取中断，请将证件平放在感应区并保持不动。",
            "Reading was interrupted. Lay the card flat on the reader and keep it still.",
        ),
        Fault.NO_RANDOM_NUMBER: (
            "读取失败，请重新放卡。",
            "The card could not be read. Lift it and lay it down again.",
        ),
        Fault.SELF_TEST_FAILED: (
            "读卡器安全模块故障，请断电重启读卡器。",
            "The reader's security module failed its self-test. Unplug the reader and plug it in again.",
        ),
        Fault.NOT_AUTHORISED: (
            "读卡器安全模块未授权，请联系设备供应商。",
            "The reader's security module is not authorised. Call the supplier of the reader.",
        ),
        Fault.SELECT_FAILED: (
            "未能选中证件，请将证件移开后重新放置。",
            "The card could not be selected. Lift it and lay it down again.",
        ),
        Fault.UNKNOWN_STATUS: (
            "读卡器返回未知状态，请重新放卡；多次失败请联系技术人员。",
            "The reader gave an unknown answer. Lay the card down again; if it keeps failing, call technical support.",
        ),
        Fault.NO_ANSWER: (
            "读卡器没有应答，请重新放卡；多次失败请重新插拔读卡器。",
            "The reader did not answer. Lay the card down again; if it keeps failing, replug the reader.",
        ),
        Fault.GARBLED_ANSWER: (
            "读卡数据传输出错，请重新放卡；若反复出现，请检查连接线。",
            (
                "The data arrived damaged and was thrown away. Lay the card down again; if this comes back, "
                "check the cable."
            ),
        ),
        Fault.UNREADABLE_CARD: (
            "证件内容无法识别，请人工核验并手工录入。",
            "The content of the card cannot be understood. Check the card by eye and type the data.",
        ),
        Fault.PORT_MISSING: (
            "未检测到读卡器，请检查连接；接好后自动恢复。",
            "No reader found. Check its cable and power; it is picked up by itself once connected.",
        ),
        Fault.PORT_BUSY: (
            "读卡器被其他程序占用，请关闭该程序；释放后自动恢复。",
            "Another program is using the reader. Close that program; the reader is picked up by itself.",
        ),
        Fault.PORT_DENIED: (
            "无权访问读卡器端口，请联系技术人员授权。",
            "This account may not use the reader's port. Ask technical support for access.",
        ),
        Fault.PORT_ADDRESS: (
            "读卡器地址设置有误，请联系技术人员检查设置。",
            "The address set for the reader is not usable. Ask technical support to check the settings.",
        ),
        Fault.PORT_LOST: (
            "读卡器连接已断开，请检查连接线；接好后自动恢复。",
            "The reader was disconnected. Check its cable; it is picked up by itself once connected.",
        ),
        Fault.READER_SILENT: (
            "读卡器没有应答，请检查电源或重新插拔读卡器。",
            "The reader does not answer. Check its power, or unplug it and plug it in again.",
        ),
        Fault.READER_BROKEN: (
            "读卡程序出错，正在自动重启；若反复出现，请联系技术人员。",
            "The reading program failed and is restarting. If this comes back, call technical support.",
        ),
        Fault.WRONG_SPEED: (
            "读卡器的通信速率与设置不一致，请联系技术人员改正设置。",
            "The reader talks at another speed than the one set here. Ask technical support to correct the setting.",
        ),
        Fault.CARD_SUPPORT_MISSING: (
            "本机没有安装社保卡读卡组件，社保卡暂不能读；请联系技术人员。可改用身份证或手工录入。",
            (
                "This machine lacks the part that reads social security cards. Use the ID card or type the number, "
                "and call technical support."
            ),
        ),
        Fault.CARD_SERVICE_DOWN: (
            "读卡服务未启动，正在自动恢复；若一直如此，请联系技术人员。",
            (
                "The card service of this machine is not running; it is picked up by itself once it does. "
                "If this lasts, call technical support."
            ),
        ),
        Fault.CARD_SERVICE_DENIED: (
            "无权访问读卡服务，请联系技术人员。",
            "This account may not use the card service. Ask technical support for access.",
        ),
        Fault.NO_CARD_READER: (
            "未检测到社保卡读卡器，请检查USB连接；接好后自动恢复。",
            "No reader for social security cards found. Check its USB cable; it is picked up by itself once connected.",
        ),
        Fault.CARD_PULLED: (
            "读取中断，请重新插卡，读完之前不要取出。",
            "Reading was interrupted. Put the card in again and leave it until it has been read.",
        ),
        Fault.CARD_CHANGED: (
            "读取过程中卡片被更换，请重新插卡。",
            "The card was changed while it was being read, so nothing was taken over. Put the card in again.",
        ),
        Fault.CARD_UNRESPONSIVE: (
            "卡片无应答，请检查插卡方向，芯片朝上重新插入。",
            "The card does not answer. Check which way round it is, and put it in again.",
        ),
        Fault.CARD_HANGS: (
            "卡片长时间没有应答，请取出卡片后重新插入。",
            "The card stopped answering. Take it out and put it in again.",
        ),
        Fault.CARD_FAULTY: (
            "卡片故障，请擦拭芯片后重插。",
            "The card reports a fault. Wipe its chip and put it in again.",
        ),
        Fault.CARD_PROCEDURE: (
            "读卡流程异常，请重新插卡。",
            "The card answered out of order. Put it in again.",
        ),
        Fault.CARD_LOCKED: (
            "卡片应用已锁定，请到发卡网点处理。",
            "The card is locked. Its holder has to see the office that issued it.",
        ),
        Fault.NOT_SOCIAL_SECURITY_CARD: (
            "不是社会保障卡或卡片不支持，请检查卡片类型和插入方向。",
            "This is not a social security card, or one that cannot be read. Check which card was put in.",
        ),
        Fault.NEEDS_AUTHENTICATION: (
            "第三代社保卡需通过认证终端读取，请改用身份证，或手工录入号码。",
            (
                "A third-generation social security card gives its data to certified terminals only. "
                "Use the ID card or type the number."
            ),
        ),
    }
)


def operator_text(code: Fault | str, language: str = "zh") -> str:
    """The sentence for `code`: what happened and what to do now.

    `language` is a tag such as `zh`, `zh_CN` or `en-GB`; whatever is not Chinese gets English.
    Raises ValueError for a code that does not exist.
    """
    chinese, english = _TEXTS[Fault(code)]
    return chinese if language.lower().startswith("zh") else english
