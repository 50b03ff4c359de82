/** The files that the cases upload. All small, all made here, but for the one that another program wrote. */
import { fitsFixture, MIXED_CSV, SMALL_CSV } from '../../playground-server/helpers.js';

const IPAC = `\\fixlen = T
\\RA_UNIT = 'deg'
\\ a comment
|   ra      |   dec     | name   |  n  | flux    |
|   double  |   double  | char   | int | double  |
|   deg     |   deg     |        |     | Jy      |
|   null    |   null    | null   | null| null    |
   10.684708   41.268750 m31      1     3.4e-5
   23.462100   30.659900 m33      2     null
   83.633083   22.014500 crab     3     NaN
`;

const VOTABLE = `<?xml version="1.0"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
  <RESOURCE type="results">
    <INFO name="QUERY_STATUS" value="OK"/>
    <TABLE name="stars">
      <DESCRIPTION>Three stars</DESCRIPTION>
      <FIELD ID="c1" name="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main"><DESCRIPTION>Right ascension</DESCRIPTION></FIELD>
      <FIELD ID="c2" name="dec" datatype="double" unit="deg" ucd="pos.eq.dec;meta.main"/>
      <FIELD ID="c3" name="name" datatype="char" arraysize="*"/>
      <FIELD ID="c4" name="n" datatype="int"><VALUES null="-99"/></FIELD>
      <FIELD ID="c5" name="big" datatype="long"/>
      <FIELD ID="c6" name="ok" datatype="boolean"/>
      <DATA><TABLEDATA>
        <TR><TD>10.5</TD><TD>-5.25</TD><TD>alpha</TD><TD>1</TD><TD>9007199254740993</TD><TD>true</TD></TR>
        <TR><TD>11.5</TD><TD>-4.25</TD><TD>b &amp; c</TD><TD>-99</TD><TD>2</TD><TD>false</TD></TR>
        <TR><TD>NaN</TD><TD></TD><TD></TD><TD>3</TD><TD></TD><TD></TD></TR>
      </TABLEDATA></DATA>
    </TABLE>
  </RESOURCE>
</VOTABLE>
`;

const REGIONS = `# Region file format: DS9 version 4.1
global color=green
J2000
circle(10.68,41.27,10")
box(10.68,41.27,20",10",30)
`;

const ARRAYS_CSV = `a,b,B,"c d"\n1,x,1.5,2024-02-29\n2,,2.5,\n3,"y, z",nan,2024-03-01\n`;

export const FILES = {
  'mix.csv': MIXED_CSV,
  'small.csv': SMALL_CSV,
  'names.csv': ARRAYS_CSV,
  'zero.csv': 'a,b\n',
  'tabs.tsv': 'id\tname\n1\tx\n2\ty\n',
  'three.tbl': IPAC,
  'stars.vot': VOTABLE,
  'two.reg': REGIONS,
  'mef.fits': fitsFixture('mef'),
  'tables.fits': fitsFixture('tables'),
  'words.txt': 'no table\nat all\n',
  'object.json': '{"a": [1, 2]}',
  'nothing.csv': '',
} satisfies Record<string, string | Uint8Array<ArrayBuffer>>;

export type FileName = keyof typeof FILES;
