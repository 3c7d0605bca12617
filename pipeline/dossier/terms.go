package dossier

// The words for what facts name by a key word. TestEveryWordIsThere holds them
// against what there is.
var (
	sources = map[string]text{
		FromPolicy:    {"Beleid", "Policy"},
		FromDecisions: {"Besluiten", "Decisions"},
		FromControl:   {"Opdrachten van mensen", "Orders of people"},
		FromTopics:    {"Instellingen van topics", "Settings of topics"},
		FromTests:     {"Tests van het beleid", "Tests of the policy"},
	}
	gaps = map[string]text{
		Offline: {"niet gevraagd: dit dossier is gemaakt zonder een pijplijn te vragen", "not asked: this dossier was made without asking a pipeline"},
		None:    {"zijn er niet", "there are none"},
		Absent:  {"bestaat niet", "does not exist"},
		Denied:  {"mag niet worden gelezen door wie het dossier maakte", "may not be read by whoever made the dossier"},
		Unclear: {"is niet wat het moet zijn", "is not what it should be"},
	}
	verdicts = map[string]text{
		"forward": {"doorgegeven", "passed on"}, "hold": {"vastgehouden", "held"}, "drop": {"niet doorgegeven", "not passed on"},
		"quarantine": {"apart gezet", "put aside"}, "apply": {"verwerkt", "carried out"}, "ignore": {"veranderde niets", "changed nothing"},
	}
	modes = map[string]text{
		"enforce": {"geldt", "in force"}, "shadow": {"wordt uitgeprobeerd en geldt nog niet", "is tried out and does not apply yet"},
		"off": {"staat uit", "switched off"}, NotListed: {"staat niet in het beleid", "not in the policy"},
	}
	actions = map[string]text{
		"drop": {"gestopt; wat kwam, viel weg", "halted; what came was dropped"}, "hold": {"gestopt; wat kwam, wachtte", "halted; what came waited"},
		"shadow": {"het hele beleid werd alleen uitgeprobeerd, alles ging naar buiten", "the whole policy was only tried out, everything left"},
	}
	actWords = map[string]text{
		"propose": {"voorgesteld", "proposed"}, "approve": {"goedgekeurd", "approved"}, "reject": {"afgewezen", "rejected"},
		"activate": {"van kracht gemaakt", "put in force"}, "rollback": {"teruggedraaid naar deze versie", "rolled back to this version"},
	}
	questions = map[string]text{
		"relevant": {"Is het relevant voor de klant, of alleen voor ons?", "Is it relevant for the customer, or only for us?"},
		"clear":    {"Is duidelijk waarom ze dit krijgen?", "Is it clear why they get it?"},
		"like":     {"Zou ik het zelf willen krijgen?", "Would I like to get it myself?"},
	}
	didWords = map[string]text{
		"removed": {"weggelaten", "left out"}, "replaced": {"vervangen", "replaced"}, "hash": {"gehasht", "hashed"},
		"hmac": {"vervangen door een pseudoniem", "replaced by a pseudonym"}, "round": {"afgerond", "rounded"}, "keep": {"grover gemaakt", "made coarser"},
		"truncate": {"ingekort", "shortened"}, "const": {"vervangen door een vaste waarde", "replaced by a fixed value"},
	}
	roleWords = map[string]text{
		"signal": {"iets dat een mens deed", "something a person did"}, "outreach": {"een bericht of advertentie voor een mens", "a message or ad meant for a person"},
		"service": {"een bericht dat een mens toekomt", "a message that is owed to a person"}, "conversion": {"een aankoop", "a purchase"},
		"prediction": {"een voorspelling van een model", "a model's prediction"}, "consent": {"een keuze over toestemming", "a choice about consent"},
		"preference": {"een voorkeur die iemand zelf gaf", "a preference given on purpose"}, "opt_out": {"personalisatie uitgezet", "personalisation switched off"},
		"opt_in": {"personalisatie aangezet", "personalisation switched on"}, "erase": {"gegevens laten wissen", "data erased"},
		"object": {"bezwaar tegen profilering", "an objection to profiling"}, "unobject": {"bezwaar ingetrokken", "an objection lifted"},
	}
	uses = map[string]text{
		"input": {"invoer", "input"}, "intake": {"invoer per persoon", "input keyed by person"}, "changelog": {"wat van mensen wordt onthouden", "what is remembered of people"},
		"decisions": {"besluiten", "decisions"}, "quarantine": {"wat niet te lezen is", "what cannot be read"}, "control": {"opdrachten van mensen", "orders of people"},
		"answers": {"antwoorden aan wie voor mensen vroeg, verzegeld", "answers to who asked for people, sealed"},
		"output":  {"uitvoer naar een bestemming", "output to a destination"},
	}
	keptWords = map[string]text{
		"arrivals": {"kenmerken van gebeurtenissen die kwamen, gehasht", "ids of events that came, hashed"}, "acts": {"wat iemand deed en kocht", "what a person did and bought"},
		"forwards": {"wat naar buiten ging", "what left"}, "contacts": {"het laatste contact met een merk", "the last contact with a brand"},
		"taints":      {"dat iets over een gevoelig onderwerp ging", "that something was about a sensitive topic"},
		"predictions": {"kenmerken van voorspellingen, gehasht", "ids of predictions, hashed"}, "consents": {"toestemmingen, uitzetten en aanzetten", "consents, opt-outs and opt-ins"},
		"given": {"welke velden iemand zelf gaf, zonder de waarden", "which fields a person gave, without the values"},
	}
)
