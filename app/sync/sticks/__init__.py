"""Progress on a stick: the same batches and receipts as files in a folder, in any order.

    STICK/kisima/to-centre/mlimani-1a2b3c4d-00000001-00000873.kisima    from a school, sealed
    STICK/kisima/to-centre/mlimani-1a2b3c4d-enrolment.kisima            a code, typed at the school
    STICK/kisima/from-centre/1a2b3c4d-receipt.kisima                    from the centre, signed
    STICK/kisima/from-centre/1a2b3c4d-connected.kisima                  the answer to a code

The eight digits are the beginning of a laptop's id at the centre. One stick may hold files of many
schools; each reads and removes its own only. A file is written beside its place, flushed and then
renamed, and has its length and digest in it, so that what was cut off is known as such.

names, files    where and how;  exporting, importing    the school's side
"""
