"""Names of seas, straits and islands that help the eye; they measure nothing. States are not named: whose an island is, a map of an
exercise does not say.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["NAMES", "Name"]


class Name(NamedTuple):
    """A name, its middle in degrees east and north, and the degrees of arc a map may be wide at most to have it."""

    kind: Literal["sea", "isle"]
    lon: float
    lat: float
    text: str
    widest: float


def _rows(kind: Literal["sea", "isle"], widest: float, text: str) -> tuple[Name, ...]:
    """One name a semicolon: ``name, east, north``."""
    rows = []
    for row in text.split(";"):
        name, lon, lat = (part.strip() for part in row.split(","))
        rows.append(Name(kind, float(lon), float(lat), name, widest))
    return tuple(rows)


NAMES: tuple[Name, ...] = (
    *_rows(
        "sea",
        360,
        """Pacific Ocean, 165, 24; Pacific Ocean, -140, 5; Pacific Ocean, -120, -30; Pacific Ocean, -150, 38; Pacific Ocean, 153, 24;
        Atlantic Ocean, -40, 28; Atlantic Ocean, -28, 48; Atlantic Ocean, -15, -25; Indian Ocean, 78, -15; Indian Ocean, 100.5, -9;
        Southern Ocean, 60, -58; Southern Ocean, -120, -62; Southern Ocean, 160, -60; Arctic Ocean, -150, 80; Arctic Ocean, 60, 84""",
    ),
    *_rows(
        "sea",
        135,
        """South China Sea, 114.5, 14; Philippine Sea, 134, 19; East China Sea, 125.3, 29.2; Coral Sea, 151.5, -14.5;
        Tasman Sea, 160, -38; Bering Sea, -178, 58; Sea of Okhotsk, 149, 54; Gulf of Alaska, -145, 57; Arabian Sea, 65, 15;
        Bay of Bengal, 88, 14; Mediterranean Sea, 18, 35; Black Sea, 34, 43.3; Baltic Sea, 19.5, 57; North Sea, 3, 56.5;
        Norwegian Sea, 2, 67; Barents Sea, 40, 73.5; Kara Sea, 70, 76; Laptev Sea, 125, 76; East Siberian Sea, 165, 73;
        Chukchi Sea, -169, 69; Beaufort Sea, -138, 72.5; Greenland Sea, -6, 76; Labrador Sea, -54, 58; Baffin Bay, -67, 73;
        Hudson Bay, -86, 60; Caribbean Sea, -75, 15; Gulf of Mexico, -90, 25; Sargasso Sea, -62, 29; Gulf of Guinea, 2, 2;
        Red Sea, 38, 20; Caspian Sea, 50.7, 42; Java Sea, 111.5, -4.8; Celebes Sea, 122.3, 3.6; Banda Sea, 127.2, -5.6;
        Weddell Sea, -45, -73; Ross Sea, -175, -76; Scotia Sea, -45, -57; Solomon Sea, 153, -8""",
    ),
    *_rows(
        "sea",
        75,
        """Yellow Sea, 123.2, 36.2; Timor Sea, 127, -11.5; Arafura Sea, 135, -9.6; Gulf of Thailand, 101, 10;
        Andaman Sea, 95.5, 10.5; Gulf of Carpentaria, 139, -14; Bass Strait, 146, -39.8; Great Australian Bight, 130, -34;
        Gulf of Tonkin, 107.7, 20; Bismarck Sea, 148, -4; Gulf of Aden, 48, 12.2; Gulf of Oman, 58.5, 24.8;
        Adriatic Sea, 16, 42.8; Aegean Sea, 25, 38.8; Tyrrhenian Sea, 12, 40; Ionian Sea, 18.5, 37.5; Levantine Sea, 31, 33.8;
        Bay of Biscay, -5, 45.5; Celtic Sea, -8, 50; Irish Sea, -5, 53.8; English Channel, -1.5, 50.1; Skagerrak, 9, 58;
        Gulf of Bothnia, 20, 62.5; White Sea, 38, 65.6; Denmark Strait, -27, 67; Davis Strait, -58, 66;
        Gulf of Saint Lawrence, -62, 48; Mozambique Channel, 41, -18; Gulf of California, -111, 27; Drake Passage, -62, -58.5;
        Lake Baikal, 108, 53.5; Lake Superior, -87.8, 47.8; Lake Victoria, 33, -1""",
    ),
    *_rows(
        "sea",
        35,
        """Gulf of Finland, 26, 59.9; Gulf of Riga, 23.5, 57.7; Åland Sea, 19, 60.2; Kattegat, 11.3, 56.8; Sea of Azov, 36.5, 46;
        Sea of Marmara, 28.2, 40.7; Taiwan Strait, 119.2, 24.4; Luzon Strait, 121, 20.3; Tsugaru Strait, 140.5, 41.3;
        Korea Strait, 129.2, 34.4; La Pérouse Strait, 142, 45.8; Bohai Sea, 119.6, 38.7; Sulu Sea, 120, 8.5;
        Strait of Malacca, 99.7, 4; Sunda Strait, 105.4, -6.2; Lombok Strait, 115.8, -8.7; Torres Strait, 142.3, -10.2;
        Cook Strait, 174.5, -41; Strait of Hormuz, 56.4, 26.5; Bab el-Mandeb, 43.3, 12.6; Strait of Gibraltar, -5.6, 35.95;
        Strait of Dover, 1.5, 51; Bering Strait, -169, 66; Florida Strait, -81, 24; Windward Passage, -74, 20;
        Lake Ladoga, 31.5, 60.8; Lake Onega, 35.5, 61.7; Lake Peipus, 27.5, 58.6; Vänern, 13.2, 58.9""",
    ),
    *_rows(
        "isle",
        105,
        """Taiwan, 121, 23.6; Luzon, 121, 16.6; Mindanao, 125, 7.7; Borneo, 114.2, 0.9; Sumatra, 101.6, -0.4; Java, 110, -7.3;
        Sulawesi, 120.6, -2.3; New Guinea, 141.5, -5.6; Honshu, 137.9, 36.2; Kyushu, 131.1, 32.6; Hokkaido, 142.7, 43.4;
        Hainan, 109.8, 19.2; Okinawa, 128.3, 26.9; Guam, 144.8, 13.9; Australia, 134, -22.5; Tasmania, 146.6, -42;
        South Island, 170.5, -43.6; North Island, 175.8, -38.8; New Caledonia, 165.3, -21.2; Viti Levu, 177.9, -17.8;
        Hawaii, -155.5, 19.6; Madagascar, 46.7, -19.5; Ceylon, 80.8, 7.6; Iceland, -18.8, 65; Greenland, -42, 72;
        Great Britain, -1.8, 52.6; Ireland, -8, 53.2; Spitsbergen, 16, 78.6; Novaya Zemlya, 56, 73.5; Sicily, 14.2, 37.5;
        Sardinia, 9, 40; Cyprus, 33.2, 35; Crete, 24.9, 35.2; Cuba, -78.8, 21.8; Hispaniola, -71, 18.9; Newfoundland, -56, 48.8;
        Sakhalin, 142.8, 50; Kamchatka, 159, 56; Socotra, 53.9, 12.5""",
    ),
    *_rows(
        "isle",
        45,
        """Gotland, 18.5, 57.5; Saaremaa, 22.5, 58.4; Hiiumaa, 22.6, 58.9; Öland, 16.7, 56.7; Bornholm, 14.9, 55.1;
        Åland, 20, 60.2; Zealand, 11.8, 55.5; Corsica, 9.1, 42.2; Majorca, 2.9, 39.6; Shikoku, 133.5, 33.8; Palawan, 118.5, 9.8;
        Samar, 125.1, 11.9; Timor, 125, -9.1; New Britain, 151, -5.7; Bougainville, 155.2, -6.2; Guadalcanal, 160.1, -9.6;
        Vanua Levu, 179.2, -16.6; Savai‘i, -172.4, -13.6; Tongatapu, -175.2, -21.2; Oahu, -158, 21.5; Unalaska, -166.7, 53.7""",
    ),
)
"""The great ones first: where two would overlap the first one stands. Judgement, within a degree or two."""
