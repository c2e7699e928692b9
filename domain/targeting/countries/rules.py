"""Countries in the two spellings of ISO 3166-1: OpenRTB says ``DEU``, the regions of ISO 3166-2 begin with ``DE``."""

from collections.abc import Iterable
from typing import Final

from domain.errors import InvalidInput

_BOTH: Final = (
    "ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE "
    "BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS "
    "BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN "
    "COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST "
    "EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF "
    "GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD "
    "HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM "
    "JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA "
    "LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD "
    "MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM "
    "NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG "
    "PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA "
    "SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD "
    "STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON "
    "TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR "
    "VNVNM VUVUT WFWLF WSWSM XKXKX YEYEM YTMYT ZAZAF ZMZMB ZWZWE "
)
"""Two letters and three, of every country."""

_ALPHA_2: Final = {both[2:]: both[:2] for both in _BOTH.split()}
_ALPHA_3: Final = {both[:2]: both[2:] for both in _BOTH.split()}


def alpha_3(country: str | None) -> str:
    """``DEU``, from either spelling in any case; what is no country's code comes back in upper case."""
    upper = (country or "").strip().upper()
    return _ALPHA_3.get(upper, upper)


def alpha_2(country: str | None) -> str:
    """``DE``, from either spelling in any case; empty for what is no country's code."""
    upper = (country or "").strip().upper()
    return upper if upper in _ALPHA_3 else _ALPHA_2.get(upper, "")


def check_countries(said: Iterable[str], *, before: Iterable[str] = ()) -> None:
    """Raises ``InvalidInput`` naming what is no country's code of three letters. What was said ``before`` there was such a check may stay."""
    for code in dict.fromkeys(said):
        if code not in _ALPHA_2 and code not in before:
            raise InvalidInput(
                f"'{code}' is no country",
                field="targeting.countries",
                remedy="Send codes of ISO 3166-1 alpha-3, like DEU, FRA or USA.",
            )
